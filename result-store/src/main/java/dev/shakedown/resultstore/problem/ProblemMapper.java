package dev.shakedown.resultstore.problem;

import dev.shakedown.resultstore.database.DatabaseException;
import dev.shakedown.resultstore.database.SqlFailure;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where failures become problem documents. */
public class ProblemMapper {

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

    @ServerExceptionMapper
    Response ofDatabase(DatabaseException e) {
        if (e.failure() == SqlFailure.BAD_DATA) {
            // Such as U+0000 in an id: nothing that is stored can have it.
            return Problem.of(ProblemType.INVALID_PARAMETER, "PostgreSQL cannot take a value of this request")
                    .response();
        }
        LOG.warnf("PostgreSQL does not answer: %s", e.getMessage());
        return Problem.of(ProblemType.UNAVAILABLE, "PostgreSQL does not answer; try again")
                .response();
    }

    @ServerExceptionMapper
    Response ofFramework(WebApplicationException e) {
        Response.StatusType status = e.getResponse().getStatusInfo();
        return switch (status.getStatusCode()) {
            case 404 ->
                Problem.of(ProblemType.NOT_FOUND, "Nothing is at this address").response();
            case 413 ->
                Problem.of(ProblemType.TOO_LARGE, "The body is too large").response();
            case 400 ->
                Problem.of(ProblemType.INVALID_PARAMETER, "The request cannot be read")
                        .response();
            default -> Problem.ofStatus(status, null).response();
        };
    }

    @ServerExceptionMapper
    Response ofBug(RuntimeException e) {
        LOG.error("A request failed", e);
        return Problem.ofStatus(Response.Status.INTERNAL_SERVER_ERROR, "The service's log has the cause")
                .response();
    }
}
