package dev.shakedown.resultstore.blob;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtentTest {

    @Test
    void isReadFromTheShapeOfAnImageAndOfAKernel() {
        assertThat(Extent.ofShape("3x48x64")).contains(new Extent(64, 48));
        assertThat(Extent.ofShape("17x17")).contains(new Extent(17, 17));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "4x48x64", "1x3x48x64", "3x48x", "3x-1x64", "3x48x6400000", "axb"})
    void isUnknownForOtherShapes(String shape) {
        assertThat(Extent.ofShape(shape)).isEmpty();
    }
}
