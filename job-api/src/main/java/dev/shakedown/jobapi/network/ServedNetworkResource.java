package dev.shakedown.jobapi.network;

import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.jobapi.queue.ServedNetworks;
import dev.shakedown.jobapi.topic.TopicPublisher;
import dev.shakedown.jobapi.topic.TopicPublisher.PublishOutcome;
import dev.shakedown.service.access.RateLimited;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.problem.ProblemMapper;
import dev.shakedown.service.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What can be attacked. */
@Path("/api/v1/networks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "networks", description = "The restoration networks that workers serve at present")
@RolesAllowed(Role.READ)
class ServedNetworkResource {

    private final NetworkCatalogue networks;
    private final TopicPublisher publisher;

    ServedNetworkResource(NetworkCatalogue networks, TopicPublisher publisher) {
        this.networks = networks;
        this.publisher = publisher;
    }

    @GET
    @Operation(
            operationId = "networks",
            summary = "List the networks that can be attacked",
            description = "Each with the card inside its file, the file's SHA-256 and the queue whose workers serve it "
                    + "(null: the default queue), sorted by name; once for each queue. A campaign names networks by their "
                    + "card's name.")
    public List<AnnouncedNetwork> networks() {
        return networks.served().all();
    }

    @DELETE
    @Path("/{id}")
    @RateLimited
    @RolesAllowed(Role.ADMIN)
    @Operation(
            operationId = "withdrawNetwork",
            summary = "Take back that a queue serves a network",
            description = "For workers that are gone for good: one that starts announces its networks again. Requests "
                    + "that are with workers stay there.")
    @APIResponse(responseCode = "204", description = "Campaigns can no longer name it, unless another queue serves it")
    @APIResponse(responseCode = "400", description = "No queue can have that name")
    @APIResponse(responseCode = "404", description = "No worker announces the network for that queue")
    @APIResponse(responseCode = "503", description = "Kafka does not answer; asking again does no harm")
    public Response withdraw(
            @PathParam("id") String id,
            @Parameter(
                            description = "A queue's name; left out or empty: the default queue",
                            schema = @Schema(pattern = "^([a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?)?$"))
                    @QueryParam("queue")
                    @Nullable
                    String queue) {
        if (queue != null && !queue.isEmpty() && !RequestQueue.isName(queue)) {
            return ProblemMapper.response(ProblemType.invalidParameter("queue", queue, RequestQueue.EXPECTED));
        }
        RequestQueue from = queue == null || queue.isEmpty() ? RequestQueue.DEFAULT : new RequestQueue(queue);
        if (!networks.awaitCurrent()) {
            return ProblemMapper.response(ProblemType.UNAVAILABLE, "Kafka does not answer");
        }
        ServedNetworks served = networks.served();
        Optional<AnnouncedNetwork> announced = served.find(id, from);
        if (announced.isEmpty()) {
            return ProblemMapper.response(
                    ProblemType.NOT_FOUND,
                    "No worker announces network %s for %s; %s".formatted(id, from.inWords(), others(id, served)));
        }
        PublishOutcome outcome =
                publisher.delete(Topics.NETWORKS, announced.get().key());
        if (!(outcome instanceof PublishOutcome.Published)) {
            return ProblemMapper.response(ProblemType.UNAVAILABLE, outcome.reason());
        }
        // Later requests to this instance do not see it; if Kafka is slow now, a little later.
        networks.awaitCurrent();
        return Response.noContent().build();
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
