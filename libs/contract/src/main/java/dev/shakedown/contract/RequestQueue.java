package dev.shakedown.contract;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A queue: the three topics, called lanes, from which one pool of workers takes its jobs, and the consumer group in
 * which it does so. Pools of different queues can serve different networks, and each can be scaled by the lag of its
 * own group.
 *
 * <p>The default queue has no name, and the topics {@link Topics#REQUESTS}, {@link Topics#RESUMED_REQUESTS} and
 * {@link Topics#URGENT_REQUESTS}. The queue {@code big} has {@code shakedown.requests.big},
 * {@code shakedown.requests.big.resumed} and {@code shakedown.requests.big.urgent}.
 *
 * @param name as {@link #NAME} has it; null for the default queue
 */
public record RequestQueue(@Nullable String name) {

    /** The queue without a name. */
    public static final RequestQueue DEFAULT = new RequestQueue(null);

    /** The default queue first, then by name. */
    public static final Comparator<RequestQueue> ORDER =
            Comparator.comparing(RequestQueue::name, Comparator.nullsFirst(Comparator.naturalOrder()));

    /** What a name looks like. The names of lanes are reserved, since these topics are the default queue's. */
    public static final String NAME = "(?!(?:resumed|urgent)(?![a-z0-9-]))[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?";

    /** What a name must be, in words. */
    public static final String EXPECTED =
            "1 to 32 of a-z, 0-9 and -, with no - at either end, and not resumed or urgent";

    /**
     * The topics, of all queues, to which job-api writes requests. Resumed jobs travel on the others, so a reader of
     * these topics sees every request.
     */
    public static final Pattern REQUEST_TOPICS =
            Pattern.compile(Pattern.quote(Topics.REQUESTS) + "(?:\\." + NAME + ")?(?:\\.urgent)?");

    private static final Pattern NAMES = Pattern.compile(NAME);
    private static final String WORKER_GROUP = "shakedown-attack-worker";

    /**
     * A queue by its name.
     *
     * @throws IllegalArgumentException if it cannot be one's
     */
    public RequestQueue {
        if (name != null && !isName(name)) {
            throw new IllegalArgumentException(name + ": must be " + EXPECTED);
        }
    }

    /** Whether a queue can have this name. */
    public static boolean isName(String text) {
        return NAMES.matcher(text).matches();
    }

    /** The lane of jobs that have not begun. */
    public String requests() {
        return name == null ? Topics.REQUESTS : Topics.REQUESTS + "." + name;
    }

    /** The lane of jobs that have begun. */
    public String resumed() {
        return requests() + ".resumed";
    }

    /** The lane of urgent campaigns' jobs, begun or not. */
    public String urgent() {
        return requests() + ".urgent";
    }

    /** All lanes, the one that workers empty first at the front. */
    public List<String> topics() {
        return List.of(urgent(), resumed(), requests());
    }

    /** The consumer group of its workers, unless they are told otherwise. */
    public String workerGroup() {
        return name == null ? WORKER_GROUP : WORKER_GROUP + "-" + name;
    }

    /** The key on {@link Topics#NETWORKS} under which its workers announce a network. */
    public String announcementKey(String networkId) {
        return name == null ? networkId : name + "/" + networkId;
    }

    /** Human-readable: {@code the default queue} or {@code queue big}. */
    public String inWords() {
        return name == null ? "the default queue" : "queue " + name;
    }
}
