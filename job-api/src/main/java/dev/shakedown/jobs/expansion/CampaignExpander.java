package dev.shakedown.jobs.expansion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.jobs.topic.PublishOutcome;
import dev.shakedown.jobs.topic.TopicPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Publishes a campaign's jobs, all of them: what a crash or a failure cut short is done again, job by job the same. */
@ApplicationScoped
class CampaignExpander {

    private static final Logger LOG = Logger.getLogger(CampaignExpander.class);

    private final TopicPublisher publisher;
    private final ExpansionConfig config;
    private final ObjectMapper json;
    private final MeterRegistry meters;

    CampaignExpander(TopicPublisher publisher, ExpansionConfig config, ObjectMapper json, MeterRegistry meters) {
        this.publisher = publisher;
        this.config = config;
        this.json = json;
        this.meters = meters;
    }

    /** Returns when the brokers have acknowledged every job, or when they never will take one of them. */
    void expand(SubmittedCampaign submission) throws InterruptedException {
        Timer.Sample timing = Timer.start(meters);
        PublishOutcome outcome = publishAll(submission);
        while (outcome instanceof PublishOutcome.Unavailable unavailable) {
            LOG.warnf("Campaign %s will be expanded again: %s", submission.id(), unavailable.reason());
            Thread.sleep(config.retryDelay().toMillis());
            outcome = publishAll(submission);
        }
        if (outcome instanceof PublishOutcome.Refused refused) {
            LOG.errorf("Campaign %s cannot be expanded: %s", submission.id(), refused.reason());
            return;
        }
        Duration took = Duration.ofNanos(timing.stop(meters.timer("shakedown.expansion")));
        meters.counter("shakedown.jobs.published").increment(submission.jobs());
        LOG.infof(
                "Campaign %s (%s): %d jobs published in %d ms",
                submission.id(), submission.campaign().name(), submission.jobs(), took.toMillis());
    }

    private PublishOutcome publishAll(SubmittedCampaign submission) {
        TopicPublisher.Batch batch = publisher.batch(Topics.REQUESTS);
        CampaignExpansion.expand(submission, config.chunkSize(), job -> {
            if (!batch.failed()) {
                batch.send(job.affinity(), bytes(job));
            }
        });
        return batch.acknowledgement();
    }

    private byte[] bytes(ExpandedJob job) {
        try {
            return json.writeValueAsBytes(job.request());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A request must be writable as JSON", e);
        }
    }
}
