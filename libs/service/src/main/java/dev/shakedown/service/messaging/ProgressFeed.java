package dev.shakedown.service.messaging;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.job.JobProgress;
import dev.shakedown.service.messaging.TopicReader.Start;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Hears how jobs get on, and that they have ended, from the moment on when it starts. Thread-safe. */
public final class ProgressFeed implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ProgressFeed.class);

    private final ObjectMapper json;
    private final RunningJobs running;
    private final List<TopicReader> readers;
    private final Clock clock = Clock.systemUTC();

    /**
     * Prepares; connects when it starts.
     *
     * @param staleAfter after how long without progress a job no longer counts as running
     * @param capacity how many running jobs are remembered; those without progress for longest are forgotten
     */
    public ProgressFeed(
            Map<String, Object> kafka, String client, ObjectMapper json, Duration staleAfter, int capacity) {
        this.json = json;
        this.running = new RunningJobs(staleAfter, capacity);
        this.readers = List.of(
                new TopicReader(
                        kafka,
                        client,
                        Topics.PROGRESS,
                        Start.END,
                        (jobId, progress, headers) -> heard(jobId, progress)),
                new TopicReader(
                        kafka, client, Topics.RESULTS, Start.END, (jobId, result, headers) -> running.ended(jobId)));
    }

    /** Begins to listen. */
    public void start() {
        readers.forEach(TopicReader::start);
    }

    /** The newest progress of each running job of a campaign, by job id. */
    public List<JobProgress> of(String campaignId) {
        return running.of(campaignId, clock.instant());
    }

    /** The newest progress of each running job. */
    public List<JobProgress> all() {
        return running.all(clock.instant());
    }

    /** How many jobs are running. */
    public int count() {
        return running.count();
    }

    @Override
    public void close() {
        readers.forEach(TopicReader::close);
    }

    private void heard(String jobId, byte @Nullable [] progress) {
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

    /** The newest word of every running job. Bounded; the job that has been silent longest goes first. Thread-safe. */
    static final class RunningJobs {

        private final Duration staleAfter;
        private final Map<String, Heard> newest;

        private record Heard(JobProgress progress, Instant at) {}

        RunningJobs(Duration staleAfter, int capacity) {
            this.staleAfter = staleAfter;
            this.newest = new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Heard> eldest) {
                    return size() > capacity;
                }
            };
        }

        /** Takes news of a job; {@code now} is our clock, which need not agree with the worker's. */
        synchronized void heard(JobProgress progress, Instant now) {
            newest.remove(progress.jobId());
            newest.put(progress.jobId(), new Heard(progress, now));
        }

        /** Forgets a job that has ended. */
        synchronized void ended(String jobId) {
            newest.remove(jobId);
        }

        /** The running jobs of a campaign, by job id. */
        List<JobProgress> of(String campaignId, Instant now) {
            return all(now).stream()
                    .filter(progress -> progress.campaignId().equals(campaignId))
                    .sorted(Comparator.comparing(JobProgress::jobId))
                    .toList();
        }

        /** The newest progress of all running jobs. */
        synchronized List<JobProgress> all(Instant now) {
            newest.values().removeIf(heard -> heard.at().plus(staleAfter).isBefore(now));
            return newest.values().stream().map(Heard::progress).toList();
        }

        synchronized int count() {
            return newest.size();
        }
    }
}
