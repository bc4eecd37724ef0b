package dev.shakedown.models.restoration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.TrainedBlurs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reads the card out of a TorchScript file without running it: the file is a zip archive. */
final class CardReader {

    private static final String ENTRY = "/extra/card.json";
    private static final int LONGEST_CARD = 1 << 20;
    private static final int SMALLEST_TILE = 8;
    private static final List<String> REQUIRED = List.of("name", "kind", "licence");

    /** What a card means that leaves these fields out. */
    private static final Map<String, Object> DEFAULTS = Map.of(
            "schema",
            NetworkCard.SCHEMA,
            "valueRange",
            List.of(0, 1),
            "sizeMultiple",
            1,
            "padding",
            "not stated",
            "minimumSize",
            64,
            "precision",
            "fp32",
            "origin",
            "unknown",
            "trainingData",
            "unknown");

    private static final List<String> KINDS = List.of("blind", "non-blind");
    private static final List<String> GRADIENTS = List.of("autograd", "vjp");
    private static final List<String> KERNELS = List.of("camera-shake", "gaussian", "disk", "linear-motion");
    private static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}(@[A-Za-z0-9._-]{1,32})?";

    private static final List<String> PRECISIONS = List.of("fp32", "bf16", "fp16");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private CardReader() {}

    /**
     * Reads and checks the card.
     *
     * @throws InvalidNetworkException if the file is no TorchScript archive, has no card, or the card is not valid
     */
    static NetworkCard read(Path file) throws InvalidNetworkException {
        String text = extract(file);
        try {
            JsonNode tree = JSON.readTree(text);
            for (String field : REQUIRED) {
                require(tree.hasNonNull(field), file, field, "missing", "present");
            }
            if (tree instanceof ObjectNode card) {
                complete(card);
            }
            require(
                    tree.path("schema").asInt(-1) == NetworkCard.SCHEMA,
                    file,
                    "schema",
                    tree.path("schema").toString(),
                    "the number " + NetworkCard.SCHEMA);
            requireOneOf(tree, "kind", KINDS, file);
            requireOneOf(tree, "gradient", GRADIENTS, file);
            requireOneOf(tree, "precision", PRECISIONS, file);
            NetworkCard card = JSON.treeToValue(tree, NetworkCard.class);
            check(card, file);
            return card;
        } catch (UnrecognizedPropertyException e) {
            throw new InvalidNetworkException(
                    file + ": card.json: " + e.getPropertyName() + ": must not be there: no field of a card", e);
        } catch (MismatchedInputException e) {
            String field = e.getPath().isEmpty() ? "" : e.getPath().get(0).getFieldName() + ": ";
            throw new InvalidNetworkException(file + ": card.json: " + field + e.getOriginalMessage(), e);
        } catch (JsonProcessingException e) {
            throw new InvalidNetworkException(file + ": card.json: " + e.getOriginalMessage(), e);
        }
    }

    private static void complete(ObjectNode card) {
        DEFAULTS.forEach((field, value) -> {
            if (!card.hasNonNull(field)) {
                card.set(field, JSON.valueToTree(value));
            }
        });
        if (!card.hasNonNull("title")) {
            card.set("title", card.get("name"));
        }
    }

    private static String extract(Path file) throws InvalidNetworkException {
        try (ZipFile archive = new ZipFile(file.toFile())) {
            ZipEntry entry = archive.stream()
                    .filter(e -> e.getName().endsWith(ENTRY))
                    .findFirst()
                    .orElseThrow(() -> new InvalidNetworkException(file
                            + ": no card.json inside: save it with torch.jit.save(network, file, _extra_files={\"card.json\": text}),"
                            + " as docs/networks.md says, or let python3 -m zoo convert FILE --card card.yaml --out"
                            + " NAME.pt, in models/, write one"));
            try (InputStream in = archive.getInputStream(entry)) {
                byte[] bytes = in.readNBytes(LONGEST_CARD + 1);
                require(bytes.length <= LONGEST_CARD, file, "length", "over 1 MiB", "at most 1 MiB");
                return new String(bytes, StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new InvalidNetworkException(
                    file + ": not a TorchScript file: must be what torch.jit.save writes: " + e.getMessage(), e);
        }
    }

    private static void check(NetworkCard card, Path file) throws InvalidNetworkException {
        require(card.name().matches(ID), file, "name", card.name(), "like rgdn or rgdn@10");
        require(
                card.valueRange().equals(List.of(0.0, 1.0)),
                file,
                "valueRange",
                card.valueRange().toString(),
                "[0, 1]: scale inside the file");
        require(card.sizeMultiple() >= 1, file, "sizeMultiple", "" + card.sizeMultiple(), "1 or more");
        require(card.minimumSize() >= 1, file, "minimumSize", "" + card.minimumSize(), "1 or more");
        List<Integer> fixed = card.fixedSize();
        require(
                fixed == null || fixed.size() == 2 && fixed.stream().allMatch(side -> side >= SMALLEST_TILE),
                file,
                "fixedSize",
                String.valueOf(fixed),
                "[height, width] of the tiles that the network takes, each at least " + SMALLEST_TILE);
        Long parameters = card.parameters();
        require(parameters == null || parameters >= 0, file, "parameters", "" + parameters, "0 or more");
        Double gmac = card.gmac();
        require(gmac == null || gmac >= 0 && Double.isFinite(gmac), file, "gmac", "" + gmac, "a number from 0");
        TrainedBlurs blurs = card.trainedFor();
        if (blurs != null) {
            Integer longest = blurs.longest();
            Double noise = blurs.noise();
            require(longest == null || longest >= 1, file, "trainedFor.longest", "" + longest, "1 or more");
            require(noise == null || noise >= 0 && noise <= 1, file, "trainedFor.noise", "" + noise, "from 0 to 1");
            requireKernels(blurs, file);
        }
        NetworkCard.CleanScore score = card.cleanScore();
        if (score != null) {
            requireFinite(score.blurredPsnr(), file, "cleanScore.blurredPsnr");
            requireFinite(score.restoredPsnr(), file, "cleanScore.restoredPsnr");
            requireFinite(score.gain(), file, "cleanScore.gain");
        }
    }

    private static void requireKernels(TrainedBlurs blurs, Path file) throws InvalidNetworkException {
        for (String kernel : blurs.kernels()) {
            require(KERNELS.contains(kernel), file, "trainedFor.kernels", kernel, String.join(", ", KERNELS));
        }
    }

    private static void requireFinite(double number, Path file, String field) throws InvalidNetworkException {
        require(Double.isFinite(number), file, field, Double.toString(number), "a finite number");
    }

    private static void requireOneOf(JsonNode tree, String field, List<String> known, Path file)
            throws InvalidNetworkException {
        JsonNode value = tree.path(field);
        require(
                !tree.hasNonNull(field) || known.contains(value.isTextual() ? value.textValue() : ""),
                file,
                field,
                value.asText(),
                String.join(" or ", known));
    }

    private static void require(boolean holds, Path file, String field, String value, String expected)
            throws InvalidNetworkException {
        if (!holds) {
            throw new InvalidNetworkException(file + ": card.json: " + field + ": " + value + ": must be " + expected);
        }
    }
}
