package dev.shakedown.jobapi.network;

import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.http.Problem;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.jobapi.queue.ServedNetworks;
import dev.shakedown.jobapi.topic.TopicPublisher;
import dev.shakedown.jobapi.topic.TopicPublisher.PublishOutcome;
import dev.shakedown.service.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Takes back that a queue serves a network, in the name of workers that are gone for good. */
@ApplicationScoped
class NetworkWithdrawal {

    private final NetworkCatalogue networks;
    private final TopicPublisher publisher;

    NetworkWithdrawal(NetworkCatalogue networks, TopicPublisher publisher) {
        this.networks = networks;
        this.publisher = publisher;
    }

    /** Withdraws a network; the problem if it could not be done. From then on it is known here, too. */
    Optional<Problem> withdraw(String id, RequestQueue queue) {
        if (!networks.awaitCurrent()) {
            return Optional.of(ProblemType.UNAVAILABLE.problem("Kafka does not answer"));
        }
        ServedNetworks served = networks.served();
        Optional<AnnouncedNetwork> announced = served.find(id, queue);
        if (announced.isEmpty()) {
            return Optional.of(ProblemType.NOT_FOUND.problem(
                    "No worker announces network %s for %s; %s".formatted(id, queue.inWords(), others(id, served))));
        }
        PublishOutcome outcome =
                publisher.delete(Topics.NETWORKS, announced.get().key());
        if (!(outcome instanceof PublishOutcome.Published)) {
            return Optional.of(ProblemType.UNAVAILABLE.problem(outcome.reason()));
        }
        // Later requests to this instance do not see it; if Kafka is slow now, a little later.
        networks.awaitCurrent();
        return Optional.empty();
    }

    private static String others(String id, ServedNetworks served) {
        List<String> queues = served.all().stream()
                .filter(network -> network.card().name().equals(id))
                .map(network -> network.servedBy().inWords())
                .toList();
        return queues.isEmpty()
                ? "nor for any other queue"
                : queues.stream().collect(Collectors.joining(" and ", "it is announced for ", ""));
    }
}
