package dev.shakedown.local.table;

import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.local.table.TextTable.Column;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The networks that can be attacked, a line each. */
public final class NetworkTable {

    private static final List<Column> COLUMNS = List.of(
            Column.words("network"),
            Column.words("kind"),
            Column.words("precision"),
            Column.numbers("parameters"),
            Column.numbers("least side"),
            new Column("PSNR without attack, dB", "blurred", true),
            new Column("PSNR without attack, dB", "restored", true),
            Column.words("licence"),
            Column.words("title"));

    private NetworkTable() {}

    /** The table's lines, sorted by name. */
    public static List<String> lines(List<AnnouncedNetwork> networks) {
        TextTable table = new TextTable(COLUMNS);
        networks.stream()
                .map(AnnouncedNetwork::card)
                .sorted(Comparator.comparing(NetworkCard::name))
                .forEach(card -> table.add(row(card)));
        return table.lines();
    }

    private static List<String> row(NetworkCard card) {
        NetworkCard.CleanScore score = card.cleanScore();
        return List.of(
                card.name(),
                card.kind() == NetworkCard.Kind.BLIND ? "blind" : "non-blind",
                card.precision(),
                String.format(Locale.ROOT, "%,d", card.parameters()),
                Integer.toString(card.minimumSize()),
                score == null ? "-" : String.format(Locale.ROOT, "%.2f", score.blurredPsnr()),
                score == null ? "-" : String.format(Locale.ROOT, "%.2f", score.restoredPsnr()),
                card.licence(),
                card.title());
    }
}
