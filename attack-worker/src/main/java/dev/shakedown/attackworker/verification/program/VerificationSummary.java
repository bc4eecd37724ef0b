package dev.shakedown.attackworker.verification.program;

import dev.shakedown.attackworker.verification.Verification;
import dev.shakedown.attackworker.verification.Verification.Unverified;
import dev.shakedown.contract.http.JobRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The totals of a campaign's verification. Its memory does not grow with the number of jobs. */
final class VerificationSummary {

    private static final int MOST_GAPS = 200;

    private final long wanted;
    private long jobs;
    private long judges;
    private long comparisons;
    private long bitForBit;
    private long failures;
    private long brokenJobs;
    private final Map<String, Long> gaps = new LinkedHashMap<>();
    private long unnamedGaps;

    /** No job is counted yet; {@code wanted}: how many jobs must be counted. */
    VerificationSummary(long wanted) {
        this.wanted = wanted;
    }

    /** Counts a job; returns a line for each mismatch. */
    List<String> add(JobRecord record, Verification verification) {
        jobs++;
        judges += verification.judges();
        comparisons += verification.comparisons();
        bitForBit += verification.blurredBitForBit() ? 1 : 0;
        failures += verification.failures().size();
        brokenJobs += verification.failures().isEmpty() ? 0 : 1;
        for (Unverified gap : verification.unverified()) {
            if (gaps.containsKey(gap.line()) || gaps.size() < MOST_GAPS) {
                gaps.merge(gap.line(), 1L, Long::sum);
            } else {
                unnamedGaps++;
            }
        }
        return verification.failures().stream()
                .map(failure -> "wrong: job %s: %s".formatted(record.request().jobId(), failure.line()))
                .toList();
    }

    /** All numbers, for programs; {@code unverified} has how many jobs lack each part. */
    record Totals(
            long jobs,
            long judgements,
            long comparisons,
            long blurredBitForBit,
            long failures,
            long jobsWithFailures,
            Map<String, Long> unverified,
            long moreUnverified,
            long missedJobs,
            boolean allMatch) {}

    Totals totals() {
        return new Totals(
                jobs,
                judges,
                comparisons,
                bitForBit,
                failures,
                brokenJobs,
                Collections.unmodifiableMap(gaps),
                unnamedGaps,
                missed(),
                allMatch());
    }

    long jobs() {
        return jobs;
    }

    long failures() {
        return failures;
    }

    long comparisons() {
        return comparisons;
    }

    /** Whether everything was verified and matches. */
    boolean allMatch() {
        return failures == 0 && gaps.isEmpty() && missed() == 0;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        gaps.forEach((gap, count) -> lines.add("not verified: %s (%s)".formatted(gap, count(count, "job"))));
        if (unnamedGaps > 0) {
            lines.add("not verified: %d more".formatted(unnamedGaps));
        }
        if (missed() > 0) {
            lines.add("not verified: result-store does not list all jobs that succeeded (%s)"
                    .formatted(count(missed(), "job")));
        }
        lines.add("%s, %s, %s: %s"
                .formatted(
                        count(jobs, "job"), count(judges, "judgement"), count(comparisons, "comparison"), outcome()));
        lines.add("y came out the same in every bit in %d of %s".formatted(bitForBit, count(jobs, "job")));
        return lines;
    }

    private String outcome() {
        if (failures > 0) {
            return count(failures, "failure") + " in " + count(brokenJobs, "job");
        }
        return allMatch() ? "all hold" : "no failure, but not everything could be verified";
    }

    private long missed() {
        return Math.max(0, wanted - jobs);
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
