package dev.shakedown.jobapi.identity;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.network.NetworkRef;
import java.util.List;

/** Names campaigns: the same document over the same network files is the same campaign. */
public final class CampaignId {

    private static final int DIGITS = 24;
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private CampaignId() {}

    /**
     * 24 hexadecimal digits.
     *
     * @param judges for each network, those on which its perturbations are judged
     */
    public static String of(Campaign campaign, List<NetworkRef> networks, List<List<NetworkRef>> judges) {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        content.set("campaign", JSON.valueToTree(campaign));
        ArrayNode files = content.putArray("networks");
        networks.forEach(network -> files.add(network.sha256()));
        if (!judges.equals(networks.stream().map(List::of).toList())) {
            ArrayNode judging = content.putArray("judges");
            for (List<NetworkRef> judgesOfOne : judges) {
                ArrayNode list = judging.addArray();
                judgesOfOne.forEach(judge -> list.add(judge.sha256()));
            }
        }
        return Sha256.hex(CanonicalJson.bytes(content)).substring(0, DIGITS);
    }
}
