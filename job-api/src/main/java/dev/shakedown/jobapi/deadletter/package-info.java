/** Requeueing of dead letters. */
package dev.shakedown.jobapi.deadletter;
