/** Which queue serves which network, and where a job is sent therefore. */
@org.jspecify.annotations.NullMarked
package dev.shakedown.jobapi.queue;
