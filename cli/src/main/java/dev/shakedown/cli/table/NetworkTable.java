package dev.shakedown.cli.table;

import dev.shakedown.cli.table.TextTable.Column;
import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The networks that can be attacked, a line each; with their queues where not all are of the default queue. */
public final class NetworkTable {

    private static final List<Column> COLUMNS = List.of(
            Column.words("kind"),
            Column.words("precision"),
            Column.numbers("parameters"),
            Column.numbers("GMAC"),
            Column.numbers("least side"),
            new Column("PSNR without attack, dB", "blurred", true),
            new Column("PSNR without attack, dB", "restored", true),
            Column.words("licence"),
            Column.words("title"));

    private NetworkTable() {}

    /** The table's lines, sorted by name, then by queue. */
    public static List<String> lines(List<AnnouncedNetwork> networks) {
        boolean queues = networks.stream().anyMatch(network -> network.queue() != null);
        List<Column> columns = new ArrayList<>(List.of(Column.words("network")));
        if (queues) {
            columns.add(Column.words("queue"));
        }
        columns.addAll(COLUMNS);
        TextTable table = new TextTable(columns);
        networks.stream()
                .sorted(Comparator.comparing(
                                (AnnouncedNetwork network) -> network.card().name())
                        .thenComparing(AnnouncedNetwork::servedBy, RequestQueue.ORDER))
                .forEach(network -> {
                    List<String> row = new ArrayList<>(List.of(network.card().name()));
                    if (queues) {
                        row.add(Objects.requireNonNullElse(network.queue(), "-"));
                    }
                    row.addAll(row(network.card()));
                    table.add(row);
                });
        return table.lines();
    }

    private static List<String> row(NetworkCard card) {
        NetworkCard.CleanScore score = card.cleanScore();
        Long parameters = card.parameters();
        Double gmac = card.gmac();
        return List.of(
                card.kind() == NetworkCard.Kind.BLIND ? "blind" : "non-blind",
                card.precision(),
                parameters == null ? "-" : String.format(Locale.ROOT, "%,d", parameters),
                gmac == null ? "-" : String.format(Locale.ROOT, gmac < 10 ? "%.2f" : "%.1f", gmac),
                Integer.toString(card.minimumSize()),
                score == null ? "-" : String.format(Locale.ROOT, "%.2f", score.blurredPsnr()),
                score == null ? "-" : String.format(Locale.ROOT, "%.2f", score.restoredPsnr()),
                card.licence(),
                card.title());
    }
}
