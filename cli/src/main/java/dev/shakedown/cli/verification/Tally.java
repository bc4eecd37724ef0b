package dev.shakedown.cli.verification;

import dev.shakedown.contract.http.JobRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came of a campaign's jobs together. Holds as much for a million jobs as for ten. */
public final class Tally {

    /** Of so many different things that could not be looked at, each is named. */
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

    /**
     * Nothing was counted yet.
     *
     * @param wanted how many jobs are to be counted, at least
     */
    public Tally(long wanted) {
        this.wanted = wanted;
    }

    /** Counts a job; gives a line for each thing that does not hold. */
    public List<String> add(JobRecord record, Verdict verdict) {
        jobs++;
        judges += verdict.judges();
        comparisons += verdict.comparisons();
        bitForBit += verdict.blurredBitForBit() ? 1 : 0;
        failures += verdict.failures().size();
        brokenJobs += verdict.failures().isEmpty() ? 0 : 1;
        for (Verdict.Gap gap : verdict.unverified()) {
            if (gaps.containsKey(gap.line()) || gaps.size() < MOST_GAPS) {
                gaps.merge(gap.line(), 1L, Long::sum);
            } else {
                unnamedGaps++;
            }
        }
        return verdict.failures().stream()
                .map(failure -> "wrong: job %s: %s".formatted(record.request().jobId(), failure.line()))
                .toList();
    }

    /** Jobs so far. */
    public long jobs() {
        return jobs;
    }

    /** Things that do not hold so far. */
    public long failures() {
        return failures;
    }

    /** Comparisons so far. */
    public long comparisons() {
        return comparisons;
    }

    /** Whether everything was looked at and holds. */
    public boolean allHold() {
        return failures == 0 && gaps.isEmpty() && missed() == 0;
    }

    /** The end of the report. */
    public List<String> summary() {
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
        return allHold() ? "all hold" : "no failure, but not everything could be verified";
    }

    private long missed() {
        return Math.max(0, wanted - jobs);
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
