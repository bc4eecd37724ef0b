package dev.shakedown.imaging.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MATLAB files come from strangers; the libraries that read them were not written for that. */
class DamagedMatlabFileTest {

    @ParameterizedTest
    @ValueSource(strings = {"bomb5.mat", "bomb73.mat", "chunk-bomb73.mat"})
    void filesThatInflateToFarMoreThanAKernelAreRefused(String name) {
        KernelDecoding decoding = KernelDecoder.decode(TestKernels.file(name), KernelFormat.MAT, KernelSelection.ONLY);

        assertThat(decoding).isInstanceOf(KernelDecoding.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single5.mat", "several5.mat", "single73.mat"})
    void everyTruncationIsDecodedOrRefused(String name) {
        byte[] file = TestKernels.file(name);

        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int length = 0; length < file.length; length++) {
                byte[] cut = Arrays.copyOf(file, length);
                assertThat(KernelDecoder.decode(cut, KernelFormat.MAT, new KernelSelection("k", null)))
                        .isNotNull();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"single5.mat", "several5.mat", "single73.mat", "several73.mat", "beside73.mat"})
    void randomDamageIsDecodedOrRefused(String name) {
        byte[] file = TestKernels.file(name);
        Random random = new Random(11);

        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 1500; i++) {
                byte[] damaged = file.clone();
                for (int bytes = 1 + random.nextInt(4); bytes > 0; bytes--) {
                    damaged[random.nextInt(damaged.length)] = (byte) (random.nextBoolean() ? 0xFF : random.nextInt());
                }
                KernelSelection selection = new KernelSelection(i % 2 == 0 ? "k" : "cells", i % 2);
                assertThat(KernelDecoder.decode(damaged, KernelFormat.MAT, selection))
                        .isNotNull();
            }
        });
    }
}
