package dev.shakedown.service.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.job.JobProgress;
import dev.shakedown.service.messaging.ProgressFeed.RunningJobs;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RunningJobsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final RunningJobs running = new RunningJobs(Duration.ofMinutes(10), 3);

    @Test
    void keepsTheNewestWordOfEachJobOfACampaign() {
        running.heard(progress("b", "c1", 1), 0, NOON);
        running.heard(progress("a", "c1", 5), 0, NOON);
        running.heard(progress("x", "c2", 7), 0, NOON);
        running.heard(progress("b", "c1", 2), 0, NOON);

        assertThat(running.of("c1", NOON)).containsExactly(progress("a", "c1", 5), progress("b", "c1", 2));
    }

    @Test
    void forgetsJobsThatHaveEnded() {
        running.heard(progress("a", "c1", 1), 0, NOON);

        running.ended("a", 0);

        assertThat(running.of("c1", NOON)).isEmpty();
    }

    @Test
    void forgetsJobsThatHaveLeft() {
        running.heard(progress("a", "c1", 1), 0, NOON);

        running.left("a");

        assertThat(running.of("c1", NOON)).isEmpty();
    }

    @Test
    void takesNoNoticeOfProgressThatComesAfterItsJobsResult() {
        running.ended("a", 1);

        running.heard(progress("a", "c1", 1), 1, NOON);
        running.heard(progress("a", "c1", 2), 0, NOON.plusSeconds(3600));

        assertThat(running.of("c1", NOON)).isEmpty();
    }

    @Test
    void hearsOfAJobThatIsTriedAgain() {
        running.ended("a", 0);

        running.heard(progress("a", "c1", 1), 1, NOON);
        running.ended("a", 0);

        assertThat(running.of("c1", NOON)).hasSize(1);
    }

    @Test
    void anOldResultThatComesAgainChangesNothing() {
        running.ended("a", 1);
        running.ended("a", 0);

        running.heard(progress("a", "c1", 1), 1, NOON);

        assertThat(running.of("c1", NOON)).isEmpty();
    }

    @Test
    void forgetsJobsThatHaveBeenSilentForLong() {
        running.heard(progress("a", "c1", 1), 0, NOON);
        running.heard(progress("b", "c1", 1), 0, NOON.plusSeconds(1));

        assertThat(running.of("c1", NOON.plusSeconds(600))).hasSize(2);
        assertThat(running.of("c1", NOON.plusSeconds(601))).containsExactly(progress("b", "c1", 1));
    }

    @Test
    void forgetsTheMostSilentWhenThereAreTooMany() {
        running.heard(progress("a", "c1", 1), 0, NOON);
        running.heard(progress("b", "c1", 1), 0, NOON);
        running.heard(progress("c", "c1", 1), 0, NOON);
        running.heard(progress("a", "c1", 2), 0, NOON);
        running.heard(progress("d", "c1", 1), 0, NOON);

        assertThat(running.of("c1", NOON)).extracting(JobProgress::jobId).containsExactly("a", "c", "d");
    }

    private static JobProgress progress(String job, String campaign, int step) {
        return new JobProgress(JobProgress.SCHEMA, job, campaign, step, 250, 0.5, "worker", NOON);
    }
}
