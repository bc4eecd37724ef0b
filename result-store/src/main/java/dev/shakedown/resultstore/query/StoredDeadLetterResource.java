package dev.shakedown.resultstore.query;

import dev.shakedown.contract.http.DeadLetterPage;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.job.DeadLetterRepository;
import dev.shakedown.resultstore.job.DeadLetterRepository.StoredDeadLetter;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.problem.Checked;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
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
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, format = "int64", minimum = "-1"))
                    @QueryParam("after")
                    @Nullable
                    String after,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
                    @QueryParam("limit")
                    @Nullable
                    String limit) {
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

    /**
     * Which part of a long answer is wanted.
     *
     * @param after the ordinal or id before the first one wanted; -1 for the start
     */
    record PageRequest(long after, int limit) {

        private static final int LIMIT = 100;
        private static final Pattern AFTER = Pattern.compile("-1|\\d{1,18}");
        private static final Pattern COUNT = Pattern.compile("[1-9]\\d{0,8}");

        static Checked<PageRequest> check(@Nullable String after, @Nullable String limit, int largest) {
            if (after != null && !AFTER.matcher(after).matches()) {
                return Checked.invalid("after", after, "the next of the page before, or -1 for the start");
            }
            int count = limit == null ? Math.min(LIMIT, largest) : count(limit);
            if (count < 1 || count > largest) {
                return Checked.invalid("limit", String.valueOf(limit), "a whole number from 1 to " + largest);
            }
            return new Checked.Valid<>(new PageRequest(after == null ? -1 : Long.parseLong(after), count));
        }

        private static int count(String limit) {
            return COUNT.matcher(limit).matches() ? Integer.parseInt(limit) : 0;
        }
    }
}
