package dev.shakedown.attackworker.attack.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchmarkArgumentsTest {

    @Test
    void takesOptionsNamesAndFilesInAnyOrder() {
        BenchmarkArguments arguments = BenchmarkArguments.parse(
                "wiener --size 64 --network mine.pt --kernel-size 25 --steps 3 --rounds 2 --networks a,b".split(" "));

        assertThat(BenchmarkArguments.networks(arguments)).containsExactly("wiener", "mine.pt");
        assertThat(arguments.directories()).containsExactly(Path.of("a"), Path.of("b"));
        assertThat(arguments.size()).isEqualTo(64);
        assertThat(arguments.kernelSize()).isEqualTo(25);
        assertThat(arguments.steps()).isEqualTo(3);
        assertThat(arguments.rounds()).isEqualTo(2);
    }

    @Test
    void takesSeveralNumbersOfImagesInAPassOrNone() {
        BenchmarkArguments arguments = BenchmarkArguments.parse("--batches 1,8,64 --one-by-one".split(" "));

        assertThat(BenchmarkArguments.batchesOf(arguments)).containsExactly(1, 8, 64);
        assertThat(arguments.oneByOne()).isTrue();
        assertThat(BenchmarkArguments.batchesOf(BenchmarkArguments.parse())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--size 7           | --size: 7: must be a whole number from 16 to 2048",
                "--steps many       | --steps: many: must be a whole number from 1 to 10000",
                "--kernel-size 16   | --kernel-size: 16: must be odd",
                "--batches 1,0      | --batches: 0: must be a whole number from 1 to 1024",
                "--batches 1,all    | --batches: all: must be a whole number from 1 to 1024",
                "--network          | --network: its value is missing",
                "--sise 64          | --sise: must be an option that --help names",
            })
    void namesWhatIsWrong(String line, String message) {
        assertThatThrownBy(() -> BenchmarkArguments.parse(line.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
