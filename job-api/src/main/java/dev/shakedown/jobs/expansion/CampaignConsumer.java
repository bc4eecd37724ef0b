package dev.shakedown.jobs.expansion;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Receives accepted campaigns, one at a time, and acknowledges each when its jobs are on Kafka. A record that is no
 * campaign is logged and passed over: trying it again would not help.
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

    @Incoming("campaigns")
    @Blocking
    void consume(ConsumerRecord<String, byte[]> received) throws InterruptedException {
        if (received.value() == null) {
            return;
        }
        SubmittedCampaign submission;
        try {
            submission = json.readValue(received.value(), SubmittedCampaign.class);
        } catch (IOException e) {
            LOG.errorf(e, "Campaign %s at offset %d cannot be read", received.key(), received.offset());
            return;
        }
        expander.expand(submission);
    }
}
