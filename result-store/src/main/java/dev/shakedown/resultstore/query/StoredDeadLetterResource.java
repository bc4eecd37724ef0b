package dev.shakedown.resultstore.query;

import dev.shakedown.contract.http.DeadLetterPage;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.deadletter.DeadLetterRepository;
import dev.shakedown.resultstore.deadletter.StoredDeadLetter;
import dev.shakedown.service.access.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Records that no worker could turn into a result. */
@Path("/api/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "dead letters", description = "Records that no worker could turn into a result")
@RolesAllowed(Role.READ)
public class StoredDeadLetterResource {

    private final Database database;
    private final DeadLetterRepository deadLetters;
    private final StoredMessages messages;
    private final int largestPage;

    StoredDeadLetterResource(
            Database database, DeadLetterRepository deadLetters, StoredMessages messages, QueryConfig config) {
        this.database = database;
        this.deadLetters = deadLetters;
        this.messages = messages;
        this.largestPage = config.largestPage();
    }

    @GET
    @Operation(summary = "Dead letters of a campaign, of a job or all, the oldest first, a page at a time")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = DeadLetterPage.class)))
    public Response list(
            @QueryParam("campaign") @Nullable String campaign,
            @QueryParam("job") @Nullable String job,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        return PageRequest.check(after, limit, largestPage)
                .answer(page -> Response.ok(page(
                                database.query(connection ->
                                        deadLetters.page(connection, campaign, job, page.after(), page.limit() + 1)),
                                page))
                        .build());
    }

    /** Given one more than the page holds, to see whether there is a next one. */
    private DeadLetterPage page(List<StoredDeadLetter> found, PageRequest page) {
        List<StoredDeadLetter> shown = found.subList(0, Math.min(page.limit(), found.size()));
        Long next =
                shown.size() < found.size() ? (Long) shown.get(shown.size() - 1).id() : null;
        return new DeadLetterPage(
                shown.stream()
                        .map(stored -> new DeadLetterPage.Numbered(stored.id(), messages.deadLetter(stored.message())))
                        .toList(),
                next);
    }
}
