package dev.shakedown.resultstore.report;

import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.resultstore.measurement.Order;
import dev.shakedown.resultstore.query.ResultList;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The jobs that a report shows with pictures.
 *
 * @param jobs requests with results
 * @param why these jobs, as a sentence
 */
record ReportedJobs(List<JobRecord> jobs, String why) {

    /**
     * The jobs that lost most PSNR; where no sharp image is known, those whose output changed most. Where these are too
     * few, others that have ended follow.
     *
     * @param most at most so many
     */
    static ReportedJobs choose(Connection connection, ResultList results, String campaignId, int most)
            throws SQLException {
        if (most == 0) {
            return new ReportedJobs(List.of(), "");
        }
        List<JobRecord> damaged = results.first(connection, campaignId, Order.DAMAGE, most);
        if (damaged.size() == most) {
            return new ReportedJobs(
                    damaged, "The %d jobs that lost most PSNR to the sharp image, the worst first.".formatted(most));
        }
        List<JobRecord> changed = results.first(connection, campaignId, Order.CHANGE, most);
        if (damaged.isEmpty() && changed.size() == most) {
            return new ReportedJobs(
                    changed,
                    "The %d jobs whose output changed most, the worst first; no sharp image is known.".formatted(most));
        }
        Map<Long, JobRecord> chosen = new LinkedHashMap<>();
        for (List<JobRecord> found :
                List.of(damaged, changed, results.first(connection, campaignId, Order.ORDINAL, most))) {
            found.forEach(job -> chosen.putIfAbsent(job.request().ordinal(), job));
        }
        return new ReportedJobs(
                chosen.values().stream().limit(most).toList(),
                "Jobs that have ended; those that lost most PSNR to the sharp image come first.");
    }
}
