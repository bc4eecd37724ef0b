package dev.shakedown.resultstore.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Executes single statements with their parameters. */
public final class Sql {

    private Sql() {}

    /** Binds a statement's parameters. */
    @FunctionalInterface
    public interface Parameters {
        void bind(Row row) throws SQLException;
    }

    /** Reads the row at which the rows stand. */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /** Takes the row at which the rows stand. */
    @FunctionalInterface
    public interface RowVisitor {
        void visit(ResultSet rows) throws SQLException;
    }

    /** Executes a change; how many rows it changed. */
    public static int update(Connection connection, String sql, Parameters parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.bind(new Row(statement));
            return statement.executeUpdate();
        }
    }

    /** Hands every row of a query to a visitor. */
    public static void each(Connection connection, String sql, Parameters parameters, RowVisitor visitor)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.bind(new Row(statement));
            each(statement, visitor);
        }
    }

    /** What is read of every row of a query. */
    public static <T> List<T> list(Connection connection, String sql, Parameters parameters, RowReader<T> reader)
            throws SQLException {
        List<T> read = new ArrayList<>();
        each(connection, sql, parameters, rows -> read.add(reader.read(rows)));
        return read;
    }

    /** The first row of a query. */
    public static <T> Optional<T> first(Connection connection, String sql, Parameters parameters, RowReader<T> reader)
            throws SQLException {
        return list(connection, sql, parameters, reader).stream().findFirst();
    }

    /** The first column of a query, which is text and never null. */
    public static List<String> texts(Connection connection, String sql, Parameters parameters) throws SQLException {
        return list(connection, sql, parameters, rows -> rows.getString(1));
    }

    /** What a query gives, whatever its columns are. */
    public static Table table(Connection connection, String sql, Parameters parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.bind(new Row(statement));
            return Table.read(statement);
        }
    }

    static void each(PreparedStatement statement, RowVisitor visitor) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                visitor.visit(rows);
            }
        }
    }
}
