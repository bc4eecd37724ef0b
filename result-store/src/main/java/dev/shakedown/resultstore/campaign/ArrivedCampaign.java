package dev.shakedown.resultstore.campaign;

import dev.shakedown.contract.campaign.SubmittedCampaign;

/**
 * A campaign as it came over Kafka.
 *
 * @param campaign the message
 * @param json the message as it was written
 */
public record ArrivedCampaign(SubmittedCampaign campaign, String json) {}
