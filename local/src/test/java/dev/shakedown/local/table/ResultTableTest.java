package dev.shakedown.local.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.local.TestJob;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTableTest {

    @Test
    void tellsTheNumbersThatMatter() {
        List<String> lines = ResultTable.lines(List.of(
                TestJob.job().record(),
                TestJob.job().targetedAt("chelsea").record(),
                TestJob.job().id("j2").failed("not-finite", "NaN at step 3").record()));

        assertThat(lines)
                .containsExactly(
                        "                                                                       PSNR to sharp, dB                NCC to target",
                        "image      kernel                  network  objective         epsilon  blurred  clean  attacked  8-bit  clean -> attacked  Lipschitz  status",
                        "astronaut  camera-shake 17 seed 3  wiener   untargeted          4/255    22.50    inf     12.35  12.35  -                        n/a  succeeded",
                        "astronaut  camera-shake 17 seed 3  wiener   targeted chelsea    4/255    22.50    inf     12.35  12.35  -0.10 -> 0.88            n/a  succeeded",
                        "astronaut  camera-shake 17 seed 3  wiener   untargeted          4/255        -      -         -      -  -                          -  failed",
                        "job j2 failed: not-finite: NaN at step 3");
    }
}
