/**
 * The attack worker as a service: takes requests from Kafka, lets the numeric packages run them, and publishes what
 * came of them. A request is acknowledged only after the broker has acknowledged its artifacts and its result.
 */
package dev.shakedown.attackworker.job;
