package dev.shakedown.worker;

import dev.shakedown.contract.job.AttackRequest;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * A request that was taken from Kafka and is not acknowledged yet.
 *
 * @param request what is asked for
 * @param message to acknowledge once all that it caused is safe
 */
record PendingRequest(AttackRequest request, Message<byte[]> message) {

    Affinity affinity() {
        return Affinity.of(request);
    }
}
