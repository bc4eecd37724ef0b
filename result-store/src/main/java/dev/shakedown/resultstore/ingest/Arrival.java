package dev.shakedown.resultstore.ingest;

import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.resultstore.blob.NewBlob;
import dev.shakedown.resultstore.campaign.ArrivedCampaign;
import dev.shakedown.resultstore.deadletter.ArrivedDeadLetter;
import dev.shakedown.resultstore.job.ArrivedRequest;
import dev.shakedown.resultstore.job.ArrivedResult;
import dev.shakedown.resultstore.network.ArrivedNetwork;

/** A record and what it turned out to be. */
sealed interface Arrival {

    TopicRecord source();

    /** A campaign was accepted. */
    record Campaign(TopicRecord source, ArrivedCampaign campaign) implements Arrival {}

    /** A job was asked for. */
    record Request(TopicRecord source, ArrivedRequest request) implements Arrival {}

    /** A job ended. */
    record Result(TopicRecord source, ArrivedResult result) implements Arrival {}

    /** A job left an artifact; its result says which. */
    record Artifact(TopicRecord source, NewBlob blob) implements Arrival {}

    /** Something was asked of a campaign. */
    record Control(TopicRecord source, CampaignControl control) implements Arrival {}

    /** A worker serves a network. */
    record Network(TopicRecord source, ArrivedNetwork network) implements Arrival {}

    /** A queue serves a network no more; what was stored of its file stays. */
    record Withdrawal(TopicRecord source) implements Arrival {}

    /** A record was given up by a worker. */
    record Dead(TopicRecord source, ArrivedDeadLetter letter) implements Arrival {}

    /** It makes no sense, and never will. */
    record Rejected(TopicRecord source, String reason) implements Arrival {}
}
