package dev.shakedown.jobapi.watch;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.job.JobProgress;
import dev.shakedown.service.messaging.TopicReader;
import dev.shakedown.service.messaging.TopicReader.Start;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Hears how jobs get on, and that they have ended, from the moment on when this instance starts. Thread-safe. */
@Startup
@ApplicationScoped
class ProgressListener {

    private static final Logger LOG = Logger.getLogger(ProgressListener.class);

    private final ObjectMapper json;
    private final RunningJobs running;
    private final List<TopicReader> readers;
    private final Clock clock = Clock.systemUTC();

    ProgressListener(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            WatchConfig config,
            ObjectMapper json,
            MeterRegistry meters) {
        this.json = json;
        this.running = new RunningJobs(config.staleAfter(), config.maxRunning());
        this.readers = List.of(
                new TopicReader(
                        kafka,
                        "shakedown-job-api",
                        Topics.PROGRESS,
                        Start.END,
                        (jobId, progress, headers) -> progress(jobId, progress)),
                new TopicReader(
                        kafka,
                        "shakedown-job-api",
                        Topics.RESULTS,
                        Start.END,
                        (jobId, result, headers) -> running.ended(jobId)));
        meters.gauge("shakedown.jobs.running", running, RunningJobs::count);
    }

    /** The newest progress of each job of a campaign that is running now. */
    List<JobProgress> running(String campaignId) {
        return running.of(campaignId, clock.instant());
    }

    @PostConstruct
    void start() {
        readers.forEach(TopicReader::start);
    }

    @PreDestroy
    void stop() {
        readers.forEach(TopicReader::close);
    }

    private void progress(String jobId, byte @Nullable [] progress) {
        if (progress == null) {
            running.ended(jobId);
            return;
        }
        try {
            running.heard(json.readValue(progress, JobProgress.class), clock.instant());
        } catch (IOException e) {
            LOG.debugf("Progress of job %s cannot be read: %s", jobId, e.getMessage());
        }
    }
}
