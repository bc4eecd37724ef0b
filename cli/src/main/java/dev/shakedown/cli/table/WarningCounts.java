package dev.shakedown.cli.table;

import dev.shakedown.client.ResultQuery;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.contract.Warning;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.JobOutcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How many jobs have which warning, and how many failed for which reason. */
public final class WarningCounts {

    /** Of more jobs than these, the warnings are not counted one by one. */
    private static final long MOST_COUNTED = 5000;

    private long succeeded;
    private long ended;
    private final Map<String, List<Warning>> byCode = new TreeMap<>();
    private final Map<String, List<JobOutcome.Failed>> failures = new TreeMap<>();

    public void add(JobRecord record) {
        List<Warning> warnings =
                record.success().map(JobOutcome.Succeeded::warnings).orElse(List.of());
        succeeded += record.success().isPresent() ? 1 : 0;
        ended++;
        record.failure()
                .ifPresent(failed -> failures.computeIfAbsent(failed.code(), code -> new ArrayList<>())
                        .add(failed));
        Set<String> codes = new LinkedHashSet<>();
        for (Warning warning : warnings) {
            if (codes.add(warning.code())) {
                byCode.computeIfAbsent(warning.code(), code -> new ArrayList<>())
                        .add(warning);
            }
        }
    }

    /** A line for each warning that a job has, with the words of one job; no line if none has any. */
    public List<String> lines() {
        return byCode.entrySet().stream()
                .map(entry -> "warning: %s: %d of %d jobs%s: %s"
                        .formatted(
                                entry.getKey(),
                                entry.getValue().size(),
                                succeeded,
                                entry.getValue().size() > 1 ? ", for example" : "",
                                entry.getValue().get(0).message()))
                .toList();
    }

    /** A line for each reason for which a job failed, with the words of one job. */
    private List<String> failureLines() {
        return failures.entrySet().stream()
                .map(entry -> "failed: %s: %d of %d jobs%s: %s"
                        .formatted(
                                entry.getKey(),
                                entry.getValue().size(),
                                ended,
                                entry.getValue().size() > 1 ? ", for example" : "",
                                entry.getValue().get(0).message()))
                .toList();
    }

    /** The warnings and failures of a whole campaign; of a large one, where to look. */
    public static List<String> of(ResultStoreClient store, String campaignId, long jobs) {
        if (jobs > MOST_COUNTED) {
            return List.of("warnings and failures of %d jobs: see the views campaign_warning and campaign_failure"
                    .formatted(jobs));
        }
        WarningCounts counts = new WarningCounts();
        store.pages(campaignId, ResultQuery.ALL).forEachRemaining(counts::add);
        List<String> lines = new ArrayList<>(counts.failureLines());
        lines.addAll(counts.lines());
        return lines;
    }
}
