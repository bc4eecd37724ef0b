package dev.shakedown.client;

/**
 * How many of a campaign's jobs the result-store has.
 *
 * @param id of the campaign
 * @param name what people call it
 * @param jobs how many it expands into
 * @param succeeded jobs whose attack ran to its end and whose artifacts are all stored
 * @param failed jobs that could not be run to their end
 */
public record CampaignSummary(String id, String name, long jobs, long succeeded, long failed) {}
