package dev.shakedown.resultstore.query;

import dev.shakedown.contract.http.JobRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of a campaign's results.
 *
 * @param results jobs that have ended and whose artifacts are all stored
 * @param next where the next page starts, to be given as {@code after}; null if there is none now
 */
public record ResultPage(List<JobRecord> results, @Nullable String next) {

    public ResultPage {
        results = List.copyOf(results);
    }
}
