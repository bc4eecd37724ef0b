package dev.shakedown.client;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of a campaign's results are wanted, as {@code docs/http.md} says.
 *
 * @param parameters filters and {@code sort} by name; a result must fit all of them
 * @param limit how many at most; null for all
 */
public record ResultQuery(
        Map<String, String> parameters, @Nullable Integer limit) {

    /** Every job that has ended, in the campaign's order. */
    public static final ResultQuery ALL = new ResultQuery(Map.of(), null);

    public ResultQuery {
        parameters = new LinkedHashMap<>(parameters);
    }

    /** Those of these for which something more holds. */
    public ResultQuery with(String parameter, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(parameter, value);
        return new ResultQuery(more, limit);
    }

    /** The first so many of these. */
    public ResultQuery first(int most) {
        return new ResultQuery(parameters, most);
    }

    /** A page of them, as path and query. */
    String path(String campaignId, @Nullable String after, int page) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        if (after != null) {
            all.put("after", after);
        }
        all.put("limit", Integer.toString(page));
        return path(campaignId, "", all);
    }

    /** A file of them, such as {@code results.csv}, as path and query. */
    String filePath(String campaignId, String ending) {
        return path(campaignId, "." + ending, parameters);
    }

    private static String path(String campaignId, String ending, Map<String, String> parameters) {
        return "/api/v1/campaigns/%s/results%s%s"
                .formatted(HttpService.encoded(campaignId), ending, HttpService.query(parameters));
    }
}
