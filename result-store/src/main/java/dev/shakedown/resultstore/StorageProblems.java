package dev.shakedown.resultstore;

import dev.shakedown.contract.http.Problem;
import dev.shakedown.resultstore.blob.Bucket.BucketException;
import dev.shakedown.resultstore.blob.DamagedBlobException;
import dev.shakedown.resultstore.database.Database.DatabaseException;
import dev.shakedown.resultstore.database.SqlFailure;
import dev.shakedown.service.problem.ProblemMapper;
import dev.shakedown.service.problem.ProblemType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps failures of the database and of the bucket to problem documents. */
public final class StorageProblems {

    private static final Logger LOG = Logger.getLogger(StorageProblems.class);

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

    @ServerExceptionMapper
    Response ofBucket(BucketException e) {
        LOG.warn(e.getMessage());
        return ProblemMapper.response(ProblemType.UNAVAILABLE, "The bucket does not answer; try again");
    }

    /** What was stored has been lost or changed: the client is told which file it is. */
    @ServerExceptionMapper
    Response ofDamage(DamagedBlobException e) {
        LOG.error(e.getMessage());
        Response.Status status = Response.Status.INTERNAL_SERVER_ERROR;
        return ProblemMapper.response(new Problem(
                Problem.NO_TYPE,
                status.getReasonPhrase(),
                status.getStatusCode(),
                String.valueOf(e.getMessage()),
                List.of()));
    }
}
