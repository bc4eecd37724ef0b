package dev.shakedown.client;

import dev.shakedown.contract.http.JobRecord;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the job that a person means. */
public final class JobLookup {

    /** How many digits of an id tables show: enough to be the only one that begins so. */
    private static final int SHOWN = 8;

    private static final Pattern BEGINNING_OF_ID = Pattern.compile("[0-9a-f]{4,31}");
    private static final Pattern NUMBER_IN_CAMPAIGN = Pattern.compile("(.+)/(\\d{1,9})");

    private JobLookup() {}

    /** No job is meant, or several are. */
    public static final class NoSuchJob extends RuntimeException {

        private NoSuchJob(String message) {
            super(message);
        }
    }

    /** The beginning of a job's id, for tables; {@link #find} takes it. */
    public static String shortened(String jobId) {
        return jobId.substring(0, Math.min(SHOWN, jobId.length()));
    }

    /**
     * A job, with its result if it has ended.
     *
     * @param text its id, the beginning of its id, or {@code CAMPAIGN/NUMBER} with its number in that campaign, from 0
     * @throws NoSuchJob if no job fits, or if several do
     */
    public static JobRecord find(String text, JobApiClient api) {
        Matcher numbered = NUMBER_IN_CAMPAIGN.matcher(text);
        return numbered.matches()
                ? numbered(text, CampaignLookup.idOf(numbered.group(1), api), Long.parseLong(numbered.group(2)), api)
                : api.resultStore().job(idOf(text, api));
    }

    /**
     * The id of a job.
     *
     * @param text as above
     * @throws NoSuchJob if no job fits, or if several do
     */
    public static String idOf(String text, JobApiClient api) {
        if (NUMBER_IN_CAMPAIGN.matcher(text).matches()) {
            return find(text, api).request().jobId();
        }
        if (!BEGINNING_OF_ID.matcher(text).matches()) {
            return text;
        }
        List<String> fitting = api.resultStore().jobsThatBegin(text);
        if (fitting.size() != 1) {
            throw new NoSuchJob(
                    fitting.isEmpty()
                            ? "job: %s: must be the id of a job, the beginning of its id, or CAMPAIGN/NUMBER; ./shakedown results lists them"
                                    .formatted(text)
                            : "job: %s: must be more digits of one job's id; for example these begin so: %s"
                                    .formatted(text, String.join(", ", fitting)));
        }
        return fitting.get(0);
    }

    private static JobRecord numbered(String text, String campaignId, long number, JobApiClient api) {
        ResultQuery one =
                ResultQuery.ALL.with("after", Long.toString(number - 1)).first(1);
        return api.resultStore().results(campaignId, one).stream()
                .filter(record -> record.request().ordinal() == number)
                .findFirst()
                .orElseThrow(() -> new NoSuchJob(
                        "job: %s: that campaign has no job of this number that has ended; ./shakedown results %s lists them"
                                .formatted(text, campaignId)));
    }
}
