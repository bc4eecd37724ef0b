package dev.shakedown.resultstore.ingest;

import dev.shakedown.contract.ArtifactHeaders;
import dev.shakedown.contract.RecordPieces;
import dev.shakedown.contract.Topics;
import dev.shakedown.resultstore.blob.Content;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Puts the pieces of an artifact together where all of them are in one batch, which is the usual case. */
final class JoinedPieces {

    private JoinedPieces() {}

    /** An artifact whose records are pieces. */
    private record Artifact(String sha256, int count) {}

    /** The piece that a record is; empty if it is a whole message, or its header is invalid. */
    static Optional<RecordPieces.Place> place(TopicRecord record) {
        return record.topic().equals(Topics.ARTIFACTS)
                ? record.header(ArtifactHeaders.PIECE).flatMap(RecordPieces.Place::parse)
                : Optional.empty();
    }

    /** The records, with one record in place of the pieces of each artifact that is complete. */
    static List<TopicRecord> of(List<TopicRecord> records) {
        Map<Artifact, TreeMap<Integer, TopicRecord>> artifacts = new HashMap<>();
        for (TopicRecord record : records) {
            place(record)
                    .filter(place -> record.value() != null)
                    .ifPresent(place -> artifacts
                            .computeIfAbsent(artifact(record, place), absent -> new TreeMap<>())
                            .put(place.number(), record));
        }
        if (artifacts.isEmpty()) {
            return records;
        }
        List<TopicRecord> joined = new ArrayList<>();
        Set<Artifact> done = new HashSet<>();
        for (TopicRecord record : records) {
            Optional<Artifact> of = place(record).map(place -> artifact(record, place));
            Map<Integer, TopicRecord> pieces = of.map(artifacts::get).orElse(null);
            if (of.isEmpty() || pieces == null || pieces.size() < of.get().count()) {
                joined.add(record);
            } else if (done.add(of.get())) {
                joined.add(whole(List.copyOf(pieces.values())));
            }
        }
        return joined;
    }

    private static Artifact artifact(TopicRecord record, RecordPieces.Place place) {
        return new Artifact(record.header(ArtifactHeaders.SHA256).orElse(""), place.count());
    }

    private static TopicRecord whole(List<TopicRecord> pieces) {
        TopicRecord first = pieces.get(0);
        Map<String, String> headers = new HashMap<>(first.headers());
        headers.remove(ArtifactHeaders.PIECE);
        List<Content> contents = pieces.stream().map(TopicRecord::value).toList();
        return new TopicRecord(
                first.topic(),
                first.partition(),
                first.offset(),
                first.timestamp(),
                first.key(),
                Content.join(contents),
                headers,
                first.artifacts());
    }
}
