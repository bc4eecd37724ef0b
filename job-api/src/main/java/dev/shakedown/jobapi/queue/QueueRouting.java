package dev.shakedown.jobapi.queue;

import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.campaign.Priority;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.network.NetworkRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * To which topic requests go: that of a queue whose workers serve a job's network and all of its judges, each in the
 * exact file that the job means. Of several the default queue, else the first by name. Where there is none, a queue
 * that serves the network alone, else the default queue; its workers say what is wrong. For one thread.
 */
public final class QueueRouting {

    private final ServedNetworks served;
    private final Map<Needed, RequestQueue> known = new HashMap<>();

    /** By what workers served at one moment. */
    public QueueRouting(ServedNetworks served) {
        this.served = served;
    }

    /** What a job's worker must have; of a campaign's many jobs most need the same. */
    private record Needed(NetworkRef network, List<NetworkRef> judges) {}

    public String topic(AttackRequest request, Priority priority) {
        RequestQueue queue = queue(request.network(), request.judges());
        return priority == Priority.URGENT ? queue.urgent() : queue.requests();
    }

    /** The queue for a job. */
    public RequestQueue queue(NetworkRef network, List<NetworkRef> judges) {
        return known.computeIfAbsent(new Needed(network, judges), this::choose);
    }

    private RequestQueue choose(Needed needed) {
        List<NetworkRef> all = new ArrayList<>(needed.judges());
        all.add(needed.network());
        return served.queuesOfAll(all).stream()
                .findFirst()
                .or(() -> served.queuesOf(needed.network()).stream().findFirst())
                .orElse(RequestQueue.DEFAULT);
    }
}
