package dev.shakedown.jobapi.expansion;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.service.messaging.TraceHeader;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Receives rounds of accepted campaigns and acknowledges each when its jobs are on Kafka, in whatever order that
 * happens. A record that is no campaign is logged and passed over: trying it again would not help.
 */
@ApplicationScoped
class CampaignConsumer {

    private static final Logger LOG = Logger.getLogger(CampaignConsumer.class);

    private final CampaignExpander expander;
    private final ObjectMapper json;

    CampaignConsumer(CampaignExpander expander, ObjectMapper json) {
        this.expander = expander;
        this.json = json;
    }

    /** Returns at once, so that the next record does not wait for this one's jobs. */
    @Incoming("campaigns")
    CompletionStage<Void> consume(Message<ConsumerRecord<String, byte[]>> received) {
        expand(received.getPayload()).thenCompose(done -> received.ack()).exceptionally(failure -> {
            LOG.warnf("A campaign's record could not be acknowledged: %s", failure);
            return null;
        });
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<@Nullable Void> expand(ConsumerRecord<String, byte[]> received) {
        if (received.value() == null) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            return expander.take(
                    json.readValue(received.value(), SubmittedCampaign.class), TraceHeader.read(received.headers()));
        } catch (IOException e) {
            LOG.errorf(e, "Campaign %s at offset %d cannot be read", received.key(), received.offset());
            return CompletableFuture.completedFuture(null);
        }
    }

    /**
     * Stops the rounds of this instance when partitions are revoked. Those of its remaining partitions are redelivered.
     */
    @ApplicationScoped
    @Identifier("campaigns-reassigned")
    static class PartitionsRevoked implements KafkaConsumerRebalanceListener {

        private final CampaignExpander expander;

        PartitionsRevoked(CampaignExpander expander) {
            this.expander = expander;
        }

        @Override
        public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                expander.dropAll();
            }
        }
    }
}
