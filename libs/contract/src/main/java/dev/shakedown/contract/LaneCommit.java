package dev.shakedown.contract;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a worker writes into the metadata of an offset that it commits on a lane, {@code done=31;room=512}. The offset
 * itself is that of the first request that is not done.
 *
 * @param done how many requests behind that offset are done
 * @param room how many requests the worker wants to have, waiting and running; 0 if it does not say
 */
public record LaneCommit(long done, long room) {

    private static final LaneCommit SILENT = new LaneCommit(0, 0);
    private static final Pattern METADATA = Pattern.compile("done=(\\d{1,9});room=(\\d{1,9})");

    /** For Kafka. */
    public String metadata() {
        return "done=%d;room=%d".formatted(done, room);
    }

    /** What metadata say; nothing if a worker did not write them. */
    public static LaneCommit of(@Nullable String metadata) {
        Matcher matcher = METADATA.matcher(metadata == null ? "" : metadata);
        return matcher.matches()
                ? new LaneCommit(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)))
                : SILENT;
    }
}
