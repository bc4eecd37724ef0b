/**
 * A campaign as it would run on pools of workers: a discrete-event simulation of how requests lie in Kafka, how workers
 * share and run them, how autoscalers follow the lag, and what nodes cost. No HTTP, no files, no clock but its own; the
 * same scenario and seed give the same outcome. All times are in seconds.
 */
@org.jspecify.annotations.NullMarked
package dev.shakedown.local.simulation;
