package dev.shakedown.cli.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shakedown.cli.table.TextTable.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    private final TextTable table = new TextTable(List.of(
            Column.words("word"), new Column("numbers of", "cows", true), new Column("numbers of", "hens", true)));

    @Test
    void alignsWordsLeftAndNumbersRight() {
        table.add(List.of("a", "1", "10"));
        table.add(List.of("longer", "12345", "2"));

        assertThat(table.lines())
                .containsExactly(
                        "        numbers of", "word     cows  hens", "a           1    10", "longer  12345     2");
    }

    @Test
    void refusesARowOfAnotherLength() {
        assertThatThrownBy(() -> table.add(List.of("a"))).hasMessage("1 cells for 3 columns");
    }
}
