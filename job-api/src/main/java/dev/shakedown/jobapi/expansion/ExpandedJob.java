package dev.shakedown.jobapi.expansion;

import dev.shakedown.contract.job.AttackRequest;

/**
 * A job with the key under which it travels.
 *
 * @param affinity jobs with the same key share a partition, and so a worker and its batches
 * @param request the job
 */
public record ExpandedJob(String affinity, AttackRequest request) {}
