package dev.shakedown.models.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.shakedown.imaging.array.NpyArray;
import dev.shakedown.imaging.array.NpyDecoder;
import dev.shakedown.imaging.array.NpyDecoding;
import dev.shakedown.models.check.NumericAgreement;
import dev.shakedown.models.check.PeakMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Compares networks, as this module runs them, with what PyTorch computed from Python. Each folder of the directory is
 * a case: {@code network.pt}; {@code y.npy} (N, 3, H, W); for non-blind networks {@code b.npy} (N, 1, K, K);
 * {@code output.npy}; {@code g.npy} and {@code gradient.npy}, the gradient of sum(g * N(y, b)) with respect to y; all
 * float32. {@code tolerance.json} may say {@code {"output": ..., "gradient": ...}}.
 */
@EnabledIfSystemProperty(
        named = "shakedown.agreement",
        matches = ".+",
        disabledReason = "needs a directory of cases that PyTorch has computed: -Dshakedown.agreement=DIR")
class AgreementTest {

    private static final int MOST_VALUES = 1 << 28;

    /**
     * What may differ.
     *
     * @param output largest absolute difference of a value
     * @param gradient relative L2 distance; networks with many ReLUs need more, since kinks move by rounding
     */
    private record Tolerance(Double output, Double gradient) {

        static Tolerance of(Path folder) throws IOException {
            Path file = folder.resolve("tolerance.json");
            Tolerance said = Files.exists(file)
                    ? JsonMapper.builder().build().readValue(file.toFile(), Tolerance.class)
                    : new Tolerance(null, null);
            return new Tolerance(
                    said.output() == null ? 1e-4 : said.output(), said.gradient() == null ? 1e-3 : said.gradient());
        }
    }

    @TestFactory
    Stream<DynamicTest> agreesWithPyTorch() throws IOException {
        Path directory = Path.of(System.getProperty("shakedown.agreement"));
        try (Stream<Path> folders = Files.list(directory)) {
            return folders
                    .filter(folder -> Files.exists(folder.resolve("network.pt")))
                    .sorted()
                    .map(folder -> dynamicTest(folder.getFileName().toString(), () -> compare(folder)))
                    .toList()
                    .stream();
        }
    }

    private static void compare(Path folder) throws Exception {
        Tolerance tolerance = Tolerance.of(folder);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                RestorationNetwork network = TestNetworks.open(NetworkFile.read(folder.resolve("network.pt")))) {
            NDArray y = read(manager, folder.resolve("y.npy"));
            NDArray b = Files.exists(folder.resolve("b.npy")) ? read(manager, folder.resolve("b.npy")) : null;
            NDArray g = read(manager, folder.resolve("g.npy"));

            NDArray output = Autograd.unrecorded(() -> network.restore(y, b));
            NDArray gradient = network.gradient(y, b, g);

            double outputError = output.sub(read(manager, folder.resolve("output.npy")))
                    .abs()
                    .max()
                    .getFloat();
            double gradientError =
                    NumericAgreement.relativeDistance(gradient, read(manager, folder.resolve("gradient.npy")));
            double outputAlone = 0;
            double gradientAlone = 0;
            for (int i = 0; i < y.getShape().get(0); i++) {
                String row = i + ":" + (i + 1);
                NDArray one = y.get(row);
                NDArray kernel = b == null ? null : b.get(row);
                NDArray alone = Autograd.unrecorded(() -> network.restore(one, kernel));
                outputAlone = Math.max(outputAlone, NumericAgreement.relativeDistance(alone, output.get(row)));
                gradientAlone = Math.max(
                        gradientAlone,
                        NumericAgreement.relativeDistance(
                                network.gradient(one, kernel, g.get(row)), gradient.get(row)));
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s: %s, y %s: output %.1e (max abs, at most %.0e), gradient %.1e (relative L2, at most %.0e);"
                            + " images alone: output %.1e, gradient %.1e (relative L2); peak memory %s%n",
                    folder.getFileName(),
                    network.card().name(),
                    y.getShape(),
                    outputError,
                    tolerance.output(),
                    gradientError,
                    tolerance.gradient(),
                    outputAlone,
                    gradientAlone,
                    PeakMemory.describe(PeakMemory.peak()));

            assertThat(outputError).as("output").isLessThanOrEqualTo(tolerance.output());
            assertThat(gradientError).as("gradient").isLessThanOrEqualTo(tolerance.gradient());
            assertThat(outputAlone).as("output of an image alone").isLessThanOrEqualTo(NumericAgreement.SAME);
            assertThat(gradientAlone)
                    .as("gradient of an image alone")
                    .isLessThanOrEqualTo(Math.max(NumericAgreement.SAME, tolerance.gradient()));
        }
    }

    private static NDArray read(NDManager manager, Path file) throws IOException {
        NpyDecoding decoding = NpyDecoder.decode(Files.readAllBytes(file), MOST_VALUES);
        assertThat(decoding).as(file.toString()).isInstanceOf(NpyDecoding.Decoded.class);
        NpyArray array = ((NpyDecoding.Decoded) decoding).array();
        int[] extents = array.shape().toArray();
        long[] shape = new long[extents.length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = extents[i];
        }
        return manager.create(array.toFloats(), new Shape(shape));
    }
}
