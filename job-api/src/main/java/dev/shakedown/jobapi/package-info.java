/**
 * The job API: campaigns come in over HTTP, are checked, and leave as jobs on Kafka.
 *
 * <p>{@code document} turns bytes into a tree, {@code campaign} turns the tree into a campaign or says what is wrong
 * with it, {@code submission} makes an accepted campaign durable, {@code expansion} turns it into jobs whose names come
 * from {@code identity}. {@code upload} takes images and kernels, {@code watch} says how a campaign goes,
 * {@code network} knows which networks the workers serve. {@code store} speaks to the result-store and {@code topic} to
 * Kafka; {@code problem} is how every refusal looks to a caller.
 */
package dev.shakedown.jobapi;
