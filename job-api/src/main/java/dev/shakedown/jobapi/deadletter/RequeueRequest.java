package dev.shakedown.jobapi.deadletter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to ask for again; exactly one of these is given.
 *
 * @param jobs these
 * @param campaign those of this campaign
 * @param all every one
 */
public record RequeueRequest(
        @Nullable List<String> jobs,
        @Nullable String campaign,
        @Nullable Boolean all) {

    /** How many jobs one order may name. */
    static final int MOST_JOBS = 1000;

    boolean makesSense() {
        int given = (jobs == null ? 0 : 1) + (campaign == null ? 0 : 1) + (Boolean.TRUE.equals(all) ? 1 : 0);
        return given == 1 && (jobs == null || (!jobs.isEmpty() && jobs.size() <= MOST_JOBS));
    }
}
