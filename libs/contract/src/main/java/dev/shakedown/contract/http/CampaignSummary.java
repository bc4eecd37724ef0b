package dev.shakedown.contract.http;

import java.time.Instant;

/**
 * The result-store's counts of a campaign's jobs.
 *
 * @param id of the campaign
 * @param name what people call it
 * @param submitted when it was accepted
 * @param state where it is in its life
 * @param jobs how many it expands into
 * @param known jobs whose request has arrived
 * @param succeeded jobs whose attack ran to its end and whose artifacts are all stored
 * @param failed jobs that could not be run to their end
 */
public record CampaignSummary(
        String id,
        String name,
        Instant submitted,
        CampaignState state,
        long jobs,
        long known,
        long succeeded,
        long failed) {}
