package dev.shakedown.jobapi.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.service.problem.Checked;
import dev.shakedown.service.problem.ProblemType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

    private static final String EXPECTED =
            "one of {\"jobs\": [1 to %d ids]}, {\"campaign\": id} and {\"all\": true}".formatted(MOST_JOBS);

    /** Reads a body; the problem names what is wrong in it. */
    static Checked<RequeueRequest> read(byte[] body, ObjectMapper json) {
        JsonNode root;
        try {
            root = json.readTree(body);
        } catch (IOException e) {
            return invalid("body", new String(body, StandardCharsets.UTF_8), "JSON, " + EXPECTED);
        }
        JsonNode jobs = root.path("jobs");
        JsonNode campaign = root.path("campaign");
        JsonNode all = root.path("all");
        int given = (isGiven(jobs) ? 1 : 0) + (isGiven(campaign) ? 1 : 0) + (all.asBoolean(false) ? 1 : 0);
        if (isGiven(all) && !all.isBoolean()) {
            return invalid("all", all.toString(), "true");
        }
        if (given != 1) {
            return invalid("body", root.isMissingNode() ? null : root.toString(), EXPECTED);
        }
        if (isGiven(campaign)) {
            return campaign.isTextual()
                    ? new Checked.Valid<>(new RequeueRequest(null, campaign.textValue(), null))
                    : invalid("campaign", campaign.toString(), "the id of a campaign, as text");
        }
        return isGiven(jobs) ? ofJobs(jobs) : new Checked.Valid<>(new RequeueRequest(null, null, true));
    }

    private static Checked<RequeueRequest> ofJobs(JsonNode jobs) {
        if (!jobs.isArray() || jobs.isEmpty() || jobs.size() > MOST_JOBS) {
            String value = jobs.isArray() ? jobs.size() + " ids" : jobs.toString();
            return invalid("jobs", value, "an array of 1 to %d ids".formatted(MOST_JOBS));
        }
        List<String> ids = new ArrayList<>();
        for (JsonNode job : jobs) {
            if (!job.isTextual()) {
                return invalid("jobs[%d]".formatted(ids.size()), job.toString(), "the id of a job, as text");
            }
            ids.add(job.textValue());
        }
        return new Checked.Valid<>(new RequeueRequest(ids, null, null));
    }

    private static boolean isGiven(JsonNode field) {
        return !field.isMissingNode() && !field.isNull();
    }

    private static Checked<RequeueRequest> invalid(String field, @Nullable String value, String expected) {
        return new Checked.Invalid<>(ProblemType.invalidParameter(field, value, expected));
    }
}
