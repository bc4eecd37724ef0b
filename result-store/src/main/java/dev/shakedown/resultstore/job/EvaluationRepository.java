package dev.shakedown.resultstore.job;

import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JudgedEvaluation;
import dev.shakedown.resultstore.database.Columns;
import dev.shakedown.resultstore.database.Columns.Type;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table {@code evaluation}, whose rows follow from what is stored in {@code result} and {@code job}. */
@Singleton
public class EvaluationRepository {

    private static final int QUALITIES = 9;

    private static final Type[] TYPES = Stream.of(
                    Stream.of(Type.TEXT, Type.INTEGER, Type.TEXT, Type.TEXT, Type.TEXT),
                    Stream.generate(() -> Type.NUMBER).limit(3 * QUALITIES + 6),
                    Stream.of(Type.INTEGER))
            .flatMap(types -> types)
            .toArray(Type[]::new);

    /** The columns are given in the order that the table has them. */
    private static final String INSERT = """
            INSERT INTO evaluation
            SELECT *
            FROM unnest(%s)
            ON CONFLICT (job_id, position) DO NOTHING
            """.formatted("?, ".repeat(TYPES.length - 1) + "?");

    private static final String INSERT_OLDER = """
            INSERT INTO evaluation
            SELECT stored.*
            FROM evaluations_of(ARRAY(
                SELECT r.job_id
                FROM result r
                WHERE r.job_id = ANY (?::text[])
                  AND r.status = 'SUCCEEDED'
                  AND NOT EXISTS (SELECT 1 FROM evaluation e WHERE e.job_id = r.job_id))) AS stored
            ON CONFLICT (job_id, position) DO NOTHING
            """;

    /** Stores what these results, just stored, say of each of their judges. */
    public void insertAll(Connection connection, List<ArrivedResult> results) throws SQLException {
        Columns columns = new Columns(TYPES);
        for (ArrivedResult arrived : results) {
            if (arrived.result().outcome() instanceof JobOutcome.Succeeded success) {
                List<JudgedEvaluation> judged = success.evaluations();
                for (int position = 0; position < judged.size(); position++) {
                    columns.add(row(arrived.result().jobId(), position, judged.get(position)));
                }
            }
        }
        if (!columns.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
                columns.bind(statement);
                statement.executeUpdate();
            }
        }
    }

    /**
     * Stores the evaluations of those of these jobs that have a result of an older form, which names no judge and means
     * the network that only the request names. Must be called for jobs whose result or whose request has come.
     */
    public void insertOlder(Connection connection, Collection<String> jobIds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_OLDER)) {
            Columns.ofTexts(jobIds).bind(statement);
            statement.executeUpdate();
        }
    }

    private static @Nullable Object[] row(String jobId, int position, JudgedEvaluation judged) {
        Evaluation e = judged.evaluation();
        List<@Nullable Object> row = new ArrayList<>(TYPES.length);
        row.add(jobId);
        row.add(position);
        row.add(judged.judge().id());
        row.add(judged.judge().sha256());
        row.add(judged.image());
        addQuality(row, e.blurredToSharp());
        addQuality(row, e.cleanToSharp());
        addQuality(row, e.attackedToSharp());
        addQuality(row, e.eightBitToSharp());
        addQuality(row, e.cleanToTarget());
        addQuality(row, e.attackedToTarget());
        addQuality(row, e.eightBitToTarget());
        addQuality(row, e.attackedToClean());
        addQuality(row, e.eightBitToClean());
        row.add(e.lipschitz());
        row.add(e.perturbationMaxNorm());
        row.add(e.perturbationL2Norm());
        row.add(e.eightBitMaxNorm());
        row.add(e.initialObjective());
        row.add(e.finalObjective());
        row.add(e.countedStep());
        return row.toArray();
    }

    private static void addQuality(List<@Nullable Object> row, @Nullable ImageQuality quality) {
        row.add(quality == null ? null : (Double) quality.psnr());
        row.add(quality == null ? null : (Double) quality.ncc());
        row.add(quality == null ? null : (Double) quality.ssim());
    }
}
