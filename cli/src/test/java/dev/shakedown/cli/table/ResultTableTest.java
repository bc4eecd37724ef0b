package dev.shakedown.cli.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.client.TestJob;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTableTest {

    @Test
    void hasALineForEachJudgeWhereThereAreOthersThanTheNetworkUnderAttack() {
        List<String> lines = ResultTable.lines(List.of(
                TestJob.job().judgedOn("wiener", 12.25).judgedOn("rgdn@50", 20).record(),
                TestJob.job().record(),
                TestJob.job().id("j2").failed("not-finite", "judge x: NaN").record()));

        assertThat(lines)
                .containsExactly(
                        "                                                                                        PSNR to sharp, dB                NCC to target",
                        "job  id     image      kernel                  network  judged on  attack      epsilon  blurred  clean  attacked  8-bit  clean -> attacked  Lipschitz  status",
                        "  0  job-0  astronaut  camera-shake 17 seed 3  wiener   wiener     untargeted    4/255    22.50    inf     12.25  12.25  -                        n/a  succeeded",
                        "  0  job-0  astronaut  camera-shake 17 seed 3  wiener   rgdn@50    untargeted    4/255    22.50    inf     20.00  20.00  -                        n/a  succeeded",
                        "  0  job-0  astronaut  camera-shake 17 seed 3  wiener   wiener     untargeted    4/255    22.50    inf     12.35  12.35  -                        n/a  succeeded",
                        "  0  j2     astronaut  camera-shake 17 seed 3  wiener   -          untargeted    4/255        -      -         -      -  -                          -  failed",
                        "job j2 failed: not-finite: judge x: NaN");
    }

    @Test
    void tellsTheNumbersThatMatter() {
        List<String> lines = ResultTable.lines(List.of(
                TestJob.job().record(),
                TestJob.job().targetedAt("chelsea").record(),
                TestJob.job().id("j2").failed("not-finite", "NaN at step 3").record()));

        assertThat(lines)
                .containsExactly(
                        "                                                                                   PSNR to sharp, dB                NCC to target",
                        "job  id     image      kernel                  network  attack            epsilon  blurred  clean  attacked  8-bit  clean -> attacked  Lipschitz  status",
                        "  0  job-0  astronaut  camera-shake 17 seed 3  wiener   untargeted          4/255    22.50    inf     12.35  12.35  -                        n/a  succeeded",
                        "  0  job-0  astronaut  camera-shake 17 seed 3  wiener   targeted chelsea    4/255    22.50    inf     12.35  12.35  -0.10 -> 0.88            n/a  succeeded",
                        "  0  j2     astronaut  camera-shake 17 seed 3  wiener   untargeted          4/255        -      -         -      -  -                          -  failed",
                        "job j2 failed: not-finite: NaN at step 3");
    }
}
