package dev.shakedown.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabMainTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bench | Missing what to measure: attack",
                "bnch | did you mean bench?",
                "bench pipeline --out pom.xml | --out: pom.xml: must be a new or empty directory",
                "bench device --jobs 9 | --jobs: 9: must be at least 10",
                "bench device --device tpu | --device: tpu: must be cpu, or a GPU such as gpu0",
                "bench soak --minutes 60 | --minutes: 60: must be at least 61",
                "chaos --faults many | Invalid value for option '--faults': 'many' is not an int",
            })
    void tellsBadInputOnOneLine(String arguments, String expected) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int status = LabMain.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.split(" "));

        assertThat(status).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("shakedown: ")
                .contains(expected);
        assertThat(out.toString()).isEmpty();
    }
}
