package dev.shakedown.jobapi.submission;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.jobapi.submission.KnownCampaigns.Lookup;
import dev.shakedown.service.messaging.RecordFetch;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Whole campaigns, read from Kafka when they are needed: their documents can be too large for memory. Thread-safe. */
@ApplicationScoped
public class CampaignArchive {

    private static final Logger LOG = Logger.getLogger(CampaignArchive.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final KnownCampaigns known;
    private final RecordFetch records;
    private final ObjectMapper json;

    CampaignArchive(
            KnownCampaigns known, @Identifier("default-kafka-broker") Map<String, Object> kafka, ObjectMapper json) {
        this.known = known;
        this.records = new RecordFetch(kafka, "shakedown-job-api-archive");
        this.json = json;
    }

    /** A campaign as it was published last; empty if Kafka does not answer, or has no such campaign. */
    public Optional<SubmittedCampaign> find(String id) {
        return known.find(id) instanceof Lookup.Known
                ? known.place(id)
                        .flatMap(place -> records.value(place, id, PATIENCE))
                        .flatMap(value -> read(id, value))
                : Optional.empty();
    }

    private Optional<SubmittedCampaign> read(String id, byte[] value) {
        try {
            return Optional.of(json.readValue(value, SubmittedCampaign.class));
        } catch (IOException e) {
            LOG.warnf("Campaign %s is in a form that cannot be read: %s", id, e.getMessage());
            return Optional.empty();
        }
    }

    @PreDestroy
    void close() {
        records.close();
    }
}
