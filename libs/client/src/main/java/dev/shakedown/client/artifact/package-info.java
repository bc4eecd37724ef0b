/** A job's files: fetched, verified against their hashes, and laid out in a folder. */
package dev.shakedown.client.artifact;
