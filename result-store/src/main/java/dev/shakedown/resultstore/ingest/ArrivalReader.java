package dev.shakedown.resultstore.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.ArtifactHeaders;
import dev.shakedown.contract.DeadLetter;
import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.resultstore.blob.BlobPieceRepository.NewPiece;
import dev.shakedown.resultstore.blob.Content;
import dev.shakedown.resultstore.blob.Extent;
import dev.shakedown.resultstore.blob.NewBlob;
import dev.shakedown.resultstore.database.PackedText;
import dev.shakedown.resultstore.database.ReceivedMessage;
import dev.shakedown.resultstore.job.ArrivedResult;
import jakarta.inject.Singleton;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Reads and checks records. What is wrong with one is a value, not an exception. */
@Singleton
public class ArrivalReader {

    private final ObjectMapper json;

    ArrivalReader(ObjectMapper json) {
        this.json = json.copy().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
        // Most of a result is numbers.
        this.json.getFactory().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER.mappedFeature());
    }

    Arrival read(TopicRecord record) {
        Content value = record.value();
        if (value == null) {
            return record.topic().equals(Topics.NETWORKS)
                    ? new Arrival.Withdrawal(record)
                    : new Arrival.Rejected(record, "The record has no value");
        }
        if (RequestQueue.REQUEST_TOPICS.matcher(record.topic()).matches()) {
            return readRequest(record, value);
        }
        return switch (record.topic()) {
            case Topics.CAMPAIGNS ->
                read(
                        record,
                        value,
                        SubmittedCampaign.class,
                        SubmittedCampaign.SCHEMA,
                        SubmittedCampaign::schema,
                        message -> new Arrival.Campaign(record, message));
            case Topics.LINKS -> readRequest(record, value);
            case Topics.RESULTS -> readResult(record, value);
            case Topics.CONTROL ->
                read(
                        record,
                        value,
                        CampaignControl.class,
                        CampaignControl.SCHEMA,
                        CampaignControl::schema,
                        message -> new Arrival.Control(record, message.body()));
            case Topics.NETWORKS ->
                read(
                        record,
                        value,
                        AnnouncedNetwork.class,
                        AnnouncedNetwork.SCHEMA,
                        AnnouncedNetwork::schema,
                        message -> new Arrival.Network(record, message));
            case Topics.DEAD_LETTERS -> readDeadLetter(record, value);
            case Topics.ARTIFACTS -> readArtifact(record, value);
            default -> new Arrival.Rejected(record, "The topic is unknown");
        };
    }

    private Arrival readRequest(TopicRecord record, Content value) {
        return read(
                record,
                value,
                AttackRequest.class,
                AttackRequest.SCHEMA,
                AttackRequest::schema,
                message -> new Arrival.Request(record, message));
    }

    private Arrival readResult(TopicRecord record, Content value) {
        return read(
                record,
                value,
                AttackResult.class,
                AttackResult.SCHEMA,
                AttackResult::schema,
                message -> result(record, new ArrivedResult(message.body(), PackedText.of(message.json()))));
    }

    /** With the artifacts that travelled in its record, in the order in which the result names them. */
    private static Arrival result(TopicRecord record, ArrivedResult result) {
        Content bytes = record.artifacts();
        if (bytes == null) {
            return new Arrival.Result(record, result, List.of());
        }
        List<ArtifactRef> named = result.artifacts();
        String[] shapes = record.header(ArtifactHeaders.SHAPES).orElse("").split(",", -1);
        List<NewBlob> blobs = new ArrayList<>();
        int at = 0;
        for (ArtifactRef artifact : named) {
            if (artifact.bytes() < 0 || artifact.bytes() > bytes.length() - at) {
                break;
            }
            Content content = bytes.part(at, (int) artifact.bytes());
            Sha256 actual = content.sha256();
            if (!actual.hex().equals(artifact.sha256())) {
                String reason = "Header artifacts: the %s has the SHA-256 %s, the result says %s"
                        .formatted(artifact.kind().wireName(), actual.hex(), artifact.sha256());
                return new Arrival.Rejected(record, reason);
            }
            Extent extent = blobs.size() < shapes.length
                    ? Extent.ofShape(shapes[blobs.size()]).orElse(null)
                    : null;
            blobs.add(NewBlob.of(actual, artifact.mediaType(), content, extent));
            at += content.length();
        }
        return blobs.size() == named.size() && at == bytes.length()
                ? new Arrival.Result(record, result, blobs)
                : new Arrival.Rejected(
                        record, "Header artifacts: must be the bytes of the artifacts that the result names");
    }

    private Arrival readDeadLetter(TopicRecord record, Content value) {
        if (record.header(DeadLetter.RESULT_HEADER).isPresent()) {
            return readResult(record, value);
        }
        return read(
                record,
                value,
                DeadLetter.class,
                DeadLetter.SCHEMA,
                DeadLetter::schema,
                message -> new Arrival.Dead(record, message));
    }

    private <T extends Record> Arrival read(
            TopicRecord record,
            Content value,
            Class<T> type,
            int schema,
            ToIntFunction<T> schemaOf,
            Function<ReceivedMessage<T>, Arrival> arrival) {
        try {
            String text = value.text();
            T body = json.readValue(text, type);
            if (body == null) {
                return new Arrival.Rejected(record, "The value is null, not an object");
            }
            if (schemaOf.applyAsInt(body) != schema) {
                String reason = "schema: %d: must be %d".formatted(schemaOf.applyAsInt(body), schema);
                return new Arrival.Rejected(record, reason);
            }
            return Completeness.missing(body)
                    .<Arrival>map(field -> new Arrival.Rejected(record, field + ": missing"))
                    .orElseGet(() -> arrival.apply(new ReceivedMessage<>(body, text)));
        } catch (CharacterCodingException e) {
            return new Arrival.Rejected(record, "The value is not UTF-8");
        } catch (JsonProcessingException e) {
            return new Arrival.Rejected(
                    record, "Not a readable " + type.getSimpleName() + ": " + e.getOriginalMessage());
        }
    }

    private static Arrival readArtifact(TopicRecord record, Content value) {
        Optional<Sha256> claimed = record.header(ArtifactHeaders.SHA256).flatMap(Sha256::parse);
        Optional<String> mediaType = record.header(ArtifactHeaders.ENCODING);
        if (claimed.isEmpty()) {
            return new Arrival.Rejected(record, "Header sha256: must be 64 digits of lower-case hexadecimal");
        }
        if (mediaType.isEmpty()) {
            return new Arrival.Rejected(record, "Header encoding: missing");
        }
        if (record.header(ArtifactHeaders.KIND).filter(ArrivalReader::isKind).isEmpty()) {
            return new Arrival.Rejected(record, "Header kind: must be a kind of artifact that the contract names");
        }
        Extent extent =
                record.header(ArtifactHeaders.SHAPE).flatMap(Extent::ofShape).orElse(null);
        if (record.header(ArtifactHeaders.PIECE).isPresent()) {
            return JoinedPieces.place(record)
                    .<Arrival>map(place -> new Arrival.Piece(
                            record, new NewPiece(claimed.get(), place, mediaType.get(), extent, value)))
                    .orElseGet(() -> new Arrival.Rejected(record, "Header piece: must be, for example, 2/5"));
        }
        Sha256 actual = value.sha256();
        if (!actual.equals(claimed.get())) {
            String reason = "The value has the SHA-256 %s, the header says %s"
                    .formatted(actual.hex(), claimed.get().hex());
            return new Arrival.Rejected(record, reason);
        }
        return new Arrival.Artifact(record, NewBlob.of(actual, mediaType.get(), value, extent));
    }

    private static boolean isKind(String text) {
        return Arrays.stream(ArtifactKind.values())
                .anyMatch(kind -> kind.wireName().equals(text));
    }
}
