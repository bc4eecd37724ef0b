/**
 * Receiving the bodies of requests: without a thread that waits for the sender, with limits on size, time and number.
 */
package dev.shakedown.service.body;
