package dev.shakedown.resultstore.job;

import dev.shakedown.resultstore.database.ColumnType;
import dev.shakedown.resultstore.database.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one transaction changed of how jobs stand: exactly what it wrote itself, so that two transactions which are
 * given the same records do not both count them. Not thread-safe.
 */
public final class JobChanges {

    private final List<Place> asked = new ArrayList<>();
    private final Map<String, Standing> before = new LinkedHashMap<>();

    public record Place(String campaignId, long ordinal, String jobId) {}

    /** How a job stands. */
    public enum Standing {
        PENDING,
        SUCCEEDED,
        FAILED
    }

    /** A campaign asks for a job that it did not ask for. */
    void asksFor(Place place) {
        asked.add(place);
    }

    /** A job stands otherwise than it did, perhaps; the first word on a job counts. */
    void changed(String jobId, Standing earlier) {
        before.putIfAbsent(jobId, earlier);
    }

    /** Binds the places that are new as columns of campaigns, ordinals and jobs. */
    public Row bindPlaces(Row parameters) throws SQLException {
        return parameters
                .texts(asked.stream().map(Place::campaignId).toList())
                .array(ColumnType.BIGINT, asked.stream().map(Place::ordinal).toList())
                .texts(asked.stream().map(Place::jobId).toList());
    }

    /** How jobs stood before the transaction. */
    public Map<String, Standing> before() {
        return Map.copyOf(before);
    }

    public Set<String> jobIds() {
        return Set.copyOf(before.keySet());
    }

    public boolean isEmpty() {
        return asked.isEmpty() && before.isEmpty();
    }
}
