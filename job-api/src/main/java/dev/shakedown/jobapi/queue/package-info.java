/** Which queue serves which network, and where a job is sent therefore. */
package dev.shakedown.jobapi.queue;
