package dev.shakedown.jobapi.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.BlobDescription;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.TrainedBlurs;
import dev.shakedown.jobapi.campaign.ReadOutcome.Accepted;
import dev.shakedown.jobapi.document.DocumentParser;
import dev.shakedown.jobapi.document.DocumentParser.DocumentFormat;
import dev.shakedown.jobapi.document.DocumentParser.ParseOutcome;
import dev.shakedown.jobapi.identity.CampaignId;
import dev.shakedown.jobapi.queue.ServedNetworks;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What exists while the tests read documents: networks, and uploads whose hashes are one digit, 64 times. */
public final class ServedTestNetworks {

    /** A photograph of 64x48. */
    public static final String PHOTOGRAPH = "a".repeat(64);

    /** Another photograph of 64x48. */
    public static final String OTHER_PHOTOGRAPH = "b".repeat(64);

    /** A photograph of 20x16. */
    public static final String SMALL = "c".repeat(64);

    /** A photograph of 10x8. */
    public static final String TINY = "f".repeat(64);

    /** A kernel of side 5. */
    public static final String KERNEL = "d".repeat(64);

    /** A photograph of 48x64. */
    public static final String UPRIGHT = "9".repeat(64);

    /** Nobody has uploaded this. */
    public static final String NOWHERE = "e".repeat(64);

    private ServedTestNetworks() {}

    /** Reads YAML, in which A to G in angle brackets stand for the hashes. */
    public static ReadOutcome read(String yaml) {
        return read(tree(yaml));
    }

    /** Reads YAML about photographs of 256x256 whose hashes are the numbers from 0 on. */
    public static ReadOutcome readMany(String yaml, int photographs) {
        Map<String, BlobDescription> uploads = new HashMap<>();
        for (int i = 0; i < photographs; i++) {
            String sha256 = "%064x".formatted(i);
            uploads.put(sha256, new BlobDescription(sha256, "image/png", 1000, 256, 256));
        }
        return new CampaignReader(new ServedNetworks(networks().values()), uploads, Long.MAX_VALUE).read(tree(yaml));
    }

    /** The submission of a document that is accepted. */
    public static SubmittedCampaign submitted(ReadOutcome outcome) {
        Accepted accepted = (Accepted) outcome;
        Campaign campaign = accepted.campaign();
        return new SubmittedCampaign(
                SubmittedCampaign.SCHEMA,
                CampaignId.of(campaign, accepted.networks(), accepted.judges()),
                campaign,
                accepted.networks(),
                accepted.judges(),
                Workload.of(campaign).jobs(),
                Instant.parse("2026-01-02T03:04:05Z"));
    }

    static ReadOutcome read(JsonNode root) {
        return read(root, networks());
    }

    static ReadOutcome read(JsonNode root, Map<String, AnnouncedNetwork> served) {
        return read(root, served.values());
    }

    /** Reads YAML where workers have announced these. */
    public static ReadOutcome read(String yaml, Collection<AnnouncedNetwork> announced) {
        return read(tree(yaml), announced);
    }

    private static ReadOutcome read(JsonNode root, Collection<AnnouncedNetwork> announced) {
        return new CampaignReader(new ServedNetworks(announced), uploads(), 100_000).read(root);
    }

    static JsonNode tree(String yaml) {
        String document = yaml.replace("<A>", PHOTOGRAPH)
                .replace("<B>", OTHER_PHOTOGRAPH)
                .replace("<C>", SMALL)
                .replace("<D>", KERNEL)
                .replace("<E>", NOWHERE)
                .replace("<F>", TINY)
                .replace("<G>", UPRIGHT);
        ParseOutcome parsing =
                new DocumentParser(1 << 20).parse(document.getBytes(StandardCharsets.UTF_8), DocumentFormat.YAML);
        if (parsing instanceof ParseOutcome.Unreadable unreadable) {
            throw new AssertionError(unreadable.detail());
        }
        return ((ParseOutcome.Parsed) parsing).root();
    }

    static Map<String, AnnouncedNetwork> networks() {
        Map<String, AnnouncedNetwork> networks = new TreeMap<>();
        networks.put("wiener", network("wiener", NetworkCard.Kind.NON_BLIND, 4));
        networks.put("mprnet", network("mprnet", NetworkCard.Kind.BLIND, 32));
        networks.put("tiny", network("tiny", NetworkCard.Kind.BLIND, 2));
        return networks;
    }

    /** An announced network with this card. */
    public static AnnouncedNetwork network(String name, NetworkCard.Kind kind, int minimumSize) {
        return network(name, kind, minimumSize, "fp32", null, Map.of());
    }

    /** An announced network with a card that says more. */
    public static AnnouncedNetwork network(
            String name,
            NetworkCard.Kind kind,
            int minimumSize,
            String precision,
            @Nullable String weightsSha256,
            Map<String, Object> options) {
        return network(name, kind, minimumSize, precision, weightsSha256, options, null);
    }

    /** An announced network with a card that says for which blurs it was trained. */
    public static AnnouncedNetwork network(
            String name,
            NetworkCard.Kind kind,
            int minimumSize,
            String precision,
            @Nullable String weightsSha256,
            Map<String, Object> options,
            @Nullable TrainedBlurs trainedFor) {
        String sha256 = "%064x".formatted(name.hashCode());
        return new AnnouncedNetwork(
                AnnouncedNetwork.SCHEMA,
                sha256,
                new NetworkCard(
                        NetworkCard.SCHEMA,
                        name,
                        "A network for tests",
                        kind,
                        List.of(0.0, 1.0),
                        1,
                        "none",
                        minimumSize,
                        null,
                        options,
                        NetworkCard.Gradient.AUTOGRAD,
                        precision,
                        weightsSha256,
                        "here",
                        "Apache-2.0",
                        "none",
                        0L,
                        null,
                        trainedFor,
                        null));
    }

    private static Map<String, BlobDescription> uploads() {
        return Map.of(
                PHOTOGRAPH, new BlobDescription(PHOTOGRAPH, "image/png", 1000, 64, 48),
                OTHER_PHOTOGRAPH, new BlobDescription(OTHER_PHOTOGRAPH, "image/jpeg", 1000, 64, 48),
                SMALL, new BlobDescription(SMALL, "image/png", 100, 20, 16),
                TINY, new BlobDescription(TINY, "image/png", 50, 10, 8),
                UPRIGHT, new BlobDescription(UPRIGHT, "image/png", 1000, 48, 64),
                KERNEL, new BlobDescription(KERNEL, BlobDescription.KERNEL, 328, 5, 5));
    }
}
