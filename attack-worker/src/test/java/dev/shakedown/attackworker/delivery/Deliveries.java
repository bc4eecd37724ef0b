package dev.shakedown.attackworker.delivery;

import dev.shakedown.attackworker.delivery.DeliveredRequest.RecordPosition;
import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.Delivery;
import dev.shakedown.contract.network.NetworkRef;
import io.opentelemetry.api.trace.Span;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Requests as they come from Kafka. */
public final class Deliveries {

    /** What legs left is told by their number, not by what they did. */
    private static final long NO_STEP = 0;

    static final String CAMPAIGN = "campaign";

    private Deliveries() {}

    /** A request that nobody has begun. */
    public static DeliveredRequest of(AttackRequest request) {
        return delivered(request, Lane.NORMAL, 0, null);
    }

    static DeliveredRequest of(String jobId, Lane lane, long offset) {
        return of(jobId, lane, offset, CAMPAIGN, Delivery.FIRST, null);
    }

    static DeliveredRequest of(
            String jobId, Lane lane, long offset, String campaign, Delivery delivery, @Nullable Long legs) {
        AttackRequest request = new AttackRequest(
                        AttackRequest.SCHEMA,
                        jobId,
                        campaign,
                        0,
                        new ImageSource.Blurred("a", new ImageRef("0".repeat(64), 8, 8), null, null),
                        null,
                        new NetworkRef("wiener", "1".repeat(64)),
                        new AttackSpec(new Objective.Untargeted(), 10, 1e-3, true, AttackSpec.Iterate.LAST),
                        4,
                        1,
                        Instant.EPOCH)
                .delivered(delivery);
        return delivered(request, lane, offset, legs);
    }

    private static DeliveredRequest delivered(AttackRequest request, Lane lane, long offset, @Nullable Long legs) {
        return new DeliveredRequest(
                request,
                legs == null ? null : new DeliveredRequest.Resumption(legs, NO_STEP, Instant.EPOCH),
                lane,
                new RecordPosition(new TopicPartition(lane.topic(RequestQueue.DEFAULT), 0), offset),
                new DeliveredRequest.Source("key", Instant.EPOCH),
                Span.getInvalid(),
                () -> {});
    }
}
