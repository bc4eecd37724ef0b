package dev.shakedown.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UpCommandTest {

    @Test
    void warnsOfMoreWorkersThanFit() {
        assertThat(UpCommand.memoryWarning(1, 8)).isEmpty();
        assertThat(UpCommand.memoryWarning(8, 8).orElseThrow())
                .startsWith("warning: --workers 8: ")
                .contains("this machine has 8.0 GiB: at most --workers ");
        assertThat(UpCommand.memoryWarning(1, 1).orElseThrow()).doesNotContain("at most");
    }
}
