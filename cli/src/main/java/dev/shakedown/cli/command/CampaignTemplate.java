package dev.shakedown.cli.command;

import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.TrainedBlurs;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A first campaign, with comments. */
final class CampaignTemplate {

    private static final int USUAL_SIDE = 17;
    private static final double USUAL_NOISE = 0.01;

    private CampaignTemplate() {}

    /**
     * The document's text.
     *
     * @param schema where editors find the campaign's JSON Schema
     * @param folder of sharp photographs, as the document names it
     */
    static String text(URI schema, String name, String folder, NetworkCard network) {
        return """
                # yaml-language-server: $schema=%s
                # Photographs x blurs x networks x attacks x budgets. docs/http.md has every field.
                schema: 1
                name: %s
                images:
                  - {file: %s}    # a folder, a file or a glob, such as folder/**/*.jpg
                  # - {blurred: {file: blur}, sharp: {file: sharp}}   # two folders of photographs that are blurred already
                blurs:                           # of the sharp photographs
                  - kernel: %s
                    noise: {sigma: %s, seed: 1}
                networks: [%s]
                # evaluateOn: [wiener]           # judges of every perturbation, besides the network it is crafted on
                attacks:                         # docs/attacks.md has every option
                  - {type: untargeted, steps: 100}
                  # - {type: targeted, target: {file: other.png}, steps: 200}   # as large as the photographs
                budgets: [4, 8]                  # epsilon in 255ths
                seed: 0                          # of the random starts
                # skipUnusable: true             # go on without pictures that cannot be used
                """.formatted(
                        schema,
                        quoted(name),
                        quoted(folder),
                        kernel(network.trainedFor()),
                        noise(network),
                        quoted(network.name()));
    }

    /** A double-quoted scalar of YAML. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String kernel(@Nullable TrainedBlurs trained) {
        List<String> kernels = trained == null ? List.of() : trained.kernels();
        Integer longest = trained == null ? null : trained.longest();
        int most = longest == null ? USUAL_SIDE : Math.min(USUAL_SIDE, longest);
        int side = most % 2 == 0 ? most - 1 : most;
        String type = kernels.isEmpty() || kernels.contains("camera-shake") ? "camera-shake" : kernels.get(0);
        return switch (type) {
            case "linear-motion" -> "{type: linear-motion, size: %d, length: %d, angle: 30}".formatted(side, side);
            case "gaussian" -> "{type: gaussian, size: %d, sigma: 2.0}".formatted(side);
            case "disk" -> "{type: disk, size: %d, radius: %d}".formatted(side, side / 3);
            default ->
                "{type: camera-shake, size: %d, seed: 3}   # or gaussian, disk, linear-motion, file".formatted(side);
        };
    }

    private static String noise(NetworkCard network) {
        TrainedBlurs trained = network.trainedFor();
        Double most = trained == null ? null : trained.noise();
        return String.valueOf(most == null ? USUAL_NOISE : Math.min(USUAL_NOISE, most));
    }
}
