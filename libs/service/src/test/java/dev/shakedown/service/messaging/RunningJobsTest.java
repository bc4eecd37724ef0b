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
        running.heard(progress("b", "c1", 1), NOON, NOON);
        running.heard(progress("a", "c1", 5), NOON, NOON);
        running.heard(progress("x", "c2", 7), NOON, NOON);
        running.heard(progress("b", "c1", 2), NOON, NOON);

        assertThat(running.of("c1", NOON)).containsExactly(progress("a", "c1", 5), progress("b", "c1", 2));
    }

    @Test
    void forgetsJobsThatHaveEnded() {
        running.heard(progress("a", "c1", 1), NOON, NOON);

        running.ended("a", NOON, NOON);

        assertThat(running.of("c1", NOON)).isEmpty();
    }

    @Test
    void forgetsJobsThatHaveLeft() {
        running.heard(progress("a", "c1", 1), NOON, NOON);

        running.left("a");

        assertThat(running.of("c1", NOON)).isEmpty();
    }

    @Test
    void takesNoNoticeOfProgressThatComesAfterItsJobsResult() {
        running.ended("a", NOON.plusMillis(2), NOON);

        running.heard(progress("a", "c1", 1), NOON.plusMillis(1), NOON.plusMillis(250));

        assertThat(running.of("c1", NOON)).isEmpty();
    }

    @Test
    void hearsOfAJobThatIsTriedAgain() {
        running.ended("a", NOON.plusMillis(2), NOON);

        running.heard(progress("a", "c1", 1), NOON.plusMillis(3), NOON.plusMillis(250));

        assertThat(running.of("c1", NOON)).hasSize(1);
    }

    @Test
    void aWrongClockHidesAJobForAMinuteAtMost() {
        running.ended("a", NOON.plusSeconds(3600), NOON);

        running.heard(progress("a", "c1", 1), NOON.plusSeconds(59), NOON.plusSeconds(59));
        assertThat(running.of("c1", NOON.plusSeconds(59))).isEmpty();
        running.heard(progress("a", "c1", 2), NOON.plusSeconds(60), NOON.plusSeconds(60));
        assertThat(running.of("c1", NOON.plusSeconds(60))).hasSize(1);
    }

    @Test
    void forgetsJobsThatHaveBeenSilentForLong() {
        running.heard(progress("a", "c1", 1), NOON, NOON);
        running.heard(progress("b", "c1", 1), NOON.plusSeconds(1), NOON.plusSeconds(1));

        assertThat(running.of("c1", NOON.plusSeconds(600))).hasSize(2);
        assertThat(running.of("c1", NOON.plusSeconds(601))).containsExactly(progress("b", "c1", 1));
    }

    @Test
    void forgetsTheMostSilentWhenThereAreTooMany() {
        running.heard(progress("a", "c1", 1), NOON, NOON);
        running.heard(progress("b", "c1", 1), NOON, NOON);
        running.heard(progress("c", "c1", 1), NOON, NOON);
        running.heard(progress("a", "c1", 2), NOON, NOON);
        running.heard(progress("d", "c1", 1), NOON, NOON);

        assertThat(running.of("c1", NOON)).extracting(JobProgress::jobId).containsExactly("a", "c", "d");
    }

    private static JobProgress progress(String job, String campaign, int step) {
        return new JobProgress(JobProgress.SCHEMA, job, campaign, step, 250, 0.5, "worker", NOON);
    }
}
