package dev.shakedown.jobapi.watch;

import dev.shakedown.contract.job.JobProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The newest word of every running job. Bounded; the job that has been silent longest goes first. Thread-safe. */
final class RunningJobs {

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
    synchronized List<JobProgress> of(String campaignId, Instant now) {
        newest.values().removeIf(heard -> heard.at().plus(staleAfter).isBefore(now));
        return newest.values().stream()
                .map(Heard::progress)
                .filter(progress -> progress.campaignId().equals(campaignId))
                .sorted(Comparator.comparing(JobProgress::jobId))
                .toList();
    }

    synchronized int count() {
        return newest.size();
    }
}
