package dev.shakedown.resultstore.ingest;

import dev.shakedown.contract.DeadLetter;
import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.resultstore.blob.BlobPieceRepository.NewPiece;
import dev.shakedown.resultstore.blob.NewBlob;
import dev.shakedown.resultstore.database.ReceivedMessage;
import dev.shakedown.resultstore.job.ArrivedResult;
import java.util.List;

/** A record and what it turned out to be. */
sealed interface Arrival {

    TopicRecord source();

    /** A campaign was accepted. */
    record Campaign(TopicRecord source, ReceivedMessage<SubmittedCampaign> message) implements Arrival {}

    /** A job was requested. */
    record Request(TopicRecord source, ReceivedMessage<AttackRequest> message) implements Arrival {}

    /** A job ended; with those of its artifacts that are in the same record, which are all or none. */
    record Result(TopicRecord source, ArrivedResult result, List<NewBlob> artifacts) implements Arrival {
        public Result {
            artifacts = List.copyOf(artifacts);
        }
    }

    /** A job left an artifact; its result says which. */
    record Artifact(TopicRecord source, NewBlob blob) implements Arrival {}

    /** A job left an artifact in pieces, and this is one of them. */
    record Piece(TopicRecord source, NewPiece piece) implements Arrival {}

    /** A campaign is to pause, to go on or to be cancelled. */
    record Control(TopicRecord source, CampaignControl control) implements Arrival {}

    /** A worker serves a network. */
    record Network(TopicRecord source, ReceivedMessage<AnnouncedNetwork> message) implements Arrival {}

    /** A queue no longer serves a network; what was stored of its file stays. */
    record Withdrawal(TopicRecord source) implements Arrival {}

    /** A record was given up by a worker. */
    record Dead(TopicRecord source, ReceivedMessage<DeadLetter> message) implements Arrival {}

    /** It is invalid, whenever it is read. */
    record Rejected(TopicRecord source, String reason) implements Arrival {}
}
