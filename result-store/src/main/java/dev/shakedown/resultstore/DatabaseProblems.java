package dev.shakedown.resultstore;

import dev.shakedown.resultstore.database.Database.DatabaseException;
import dev.shakedown.resultstore.database.SqlFailure;
import dev.shakedown.service.problem.ProblemMapper;
import dev.shakedown.service.problem.ProblemType;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps failures of the database to problem documents. */
public final class DatabaseProblems {

    private static final Logger LOG = Logger.getLogger(DatabaseProblems.class);

    @ServerExceptionMapper
    Response ofDatabase(DatabaseException e) {
        if (e.failure() == SqlFailure.BAD_DATA) {
            // Such as U+0000 in an id: nothing that is stored can have it.
            return ProblemMapper.response(
                    ProblemType.INVALID_PARAMETER, "PostgreSQL cannot take a value of this request");
        }
        LOG.warnf("PostgreSQL does not answer: %s", e.getMessage());
        return ProblemMapper.response(ProblemType.UNAVAILABLE, "PostgreSQL does not answer; try again");
    }
}
