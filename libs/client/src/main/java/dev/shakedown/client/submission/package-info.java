/**
 * Turns a campaign document that names local files into one that names content: finds the files, uploads them, and puts
 * their hashes in their place. Everything is checked that can be checked here before the first byte is sent.
 */
package dev.shakedown.client.submission;
