package dev.shakedown.resultstore.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailureTest {

    @ParameterizedTest
    @CsvSource({
        "22P05, BAD_DATA",
        "22021, BAD_DATA",
        "23514, BAD_DATA",
        "54000, BAD_DATA",
        "08006, UNAVAILABLE",
        "57P01, UNAVAILABLE",
        "57P03, UNAVAILABLE",
        "57P02, UNAVAILABLE",
        "57P05, UNAVAILABLE",
        "57014, UNAVAILABLE",
        "08000, UNAVAILABLE",
        "08001, UNAVAILABLE",
        "08003, UNAVAILABLE",
        "53000, UNAVAILABLE",
        "53100, UNAVAILABLE",
        "53200, UNAVAILABLE",
        "53300, UNAVAILABLE",
        "25006, UNAVAILABLE",
        "28P01, UNAVAILABLE",
        "40001, UNAVAILABLE",
        "55P03, UNAVAILABLE",
        "58030, UNAVAILABLE",
        "XX001, UNAVAILABLE",
        "40P01, UNAVAILABLE",
        "42P01, UNAVAILABLE",
        ", UNAVAILABLE"
    })
    void onlyTheDataAreToBlameForWhatPostgresSaysOfData(String state, SqlFailure expected) {
        assertThat(SqlFailure.of(new SQLException("said", state))).isEqualTo(expected);
    }

    @Test
    void theMessageOfABatchIsThatOfItsCause() {
        BatchUpdateException batch = new BatchUpdateException("INSERT with all values", "22P05", new int[0]);
        batch.setNextException(new SQLException("no NUL please"));

        assertThat(SqlFailure.message(batch)).isEqualTo("no NUL please");
    }
}
