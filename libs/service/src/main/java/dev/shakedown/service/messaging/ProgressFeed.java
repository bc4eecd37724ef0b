package dev.shakedown.service.messaging;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.RequestHeaders;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Hears how jobs get on, and that they have ended, from the moment on when it starts. Thread-safe. */
public final class ProgressFeed implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ProgressFeed.class);

    private final ObjectMapper json;
    private final RunningJobs running;
    private final TopicReader results;
    private final TopicReader progress;
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
        this.results = new TopicReader(
                kafka,
                client,
                Topics.RESULTS,
                Start.END,
                TopicReader.NEWS_DELAY,
                (String jobId, ConsumerRecord<String, byte[]> result) -> running.ended(jobId, retry(result)));
        this.progress = new TopicReader(kafka, client, Topics.PROGRESS, Start.END, TopicReader.NEWS_DELAY, this::heard);
    }

    /** Begins to listen, to results first: else the result of a job whose progress was heard could be missed. */
    public void start() {
        results.start();
        progress.startAfter(results);
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
        progress.close();
        results.close();
    }

    private void heard(String jobId, ConsumerRecord<String, byte[]> received) {
        byte[] value = received.value();
        if (value == null) {
            running.left(jobId);
            return;
        }
        try {
            running.heard(json.readValue(value, JobProgress.class), retry(received), clock.instant());
        } catch (IOException e) {
            LOG.debugf("Progress of job %s cannot be read: %s", jobId, e.getMessage());
        }
    }

    private static int retry(ConsumerRecord<String, byte[]> received) {
        return NumberHeader.read(received.headers(), RequestHeaders.RETRY).orElse(0);
    }

    /** The newest word of every running job. Bounded; the job that has been silent longest goes first. Thread-safe. */
    static final class RunningJobs {

        private final Duration staleAfter;
        private final Map<String, Heard> newest;
        private final Map<String, Integer> ended;

        private record Heard(JobProgress progress, int retry, Instant at) {}

        RunningJobs(Duration staleAfter, int capacity) {
            this.staleAfter = staleAfter;
            this.newest = atMost(capacity);
            this.ended = atMost(capacity);
        }

        private static <V> Map<String, V> atMost(int capacity) {
            return new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                    return size() > capacity;
                }
            };
        }

        /**
         * Takes news of a job. They count only until that retry of it has ended: progress and results are in topics of
         * their own, and a worker that was cut off can go on with what another one has done.
         *
         * @param now by our clock, which need not agree with the worker's
         */
        synchronized void heard(JobProgress progress, int retry, Instant now) {
            String jobId = progress.jobId();
            if (retry > ended.getOrDefault(jobId, -1)) {
                newest.remove(jobId);
                newest.put(jobId, new Heard(progress, retry, now));
            }
        }

        /** Forgets a job that has ended, unless a later retry of it runs. */
        synchronized void ended(String jobId, int retry) {
            newest.computeIfPresent(jobId, (id, heard) -> heard.retry() > retry ? heard : null);
            Integer before = ended.remove(jobId);
            ended.put(jobId, before == null ? retry : Math.max(before, retry));
        }

        /** Forgets a job that does not run now. */
        synchronized void left(String jobId) {
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
