package dev.shakedown.jobapi.store;

/**
 * How many of a campaign's jobs the result-store has seen.
 *
 * @param id the campaign
 * @param jobs all of them
 * @param known those whose request has arrived
 * @param succeeded those that ended well, with all their artifacts
 * @param failed those that ended without a result
 */
public record CampaignSummary(String id, long jobs, long known, long succeeded, long failed) {}
