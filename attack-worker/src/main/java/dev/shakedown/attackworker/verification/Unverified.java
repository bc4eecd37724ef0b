package dev.shakedown.attackworker.verification;

/**
 * Something stored that could not be looked at, which says nothing about whether it is right.
 *
 * @param judge the network whose numbers it belongs to; empty for what belongs to the job as a whole
 * @param reason what could not be looked at, and why
 */
public record Unverified(String judge, String reason) {}
