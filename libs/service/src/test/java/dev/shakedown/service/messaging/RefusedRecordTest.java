package dev.shakedown.service.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RefusedRecordTest {

    private static Stream<Arguments> permanent() {
        return Stream.of(
                Arguments.of(
                        new RecordTooLargeException("larger than 1048588"), "record-too-large", "max.message.bytes"),
                Arguments.of(new TopicAuthorizationException("denied"), "not-authorized", "WRITE"),
                Arguments.of(new ClusterAuthorizationException("denied"), "not-authorized", "WRITE"),
                Arguments.of(new UnknownTopicOrPartitionException("none"), "unknown-topic", "create the topic"),
                Arguments.of(new InvalidTopicException("a name"), "invalid-topic", "valid name"),
                Arguments.of(new SerializationException("no"), "unsupported-record", "SerializationException"),
                Arguments.of(new UnsupportedForMessageFormatException("old"), "unsupported-record", "MessageFormat"),
                Arguments.of(new IllegalArgumentException("Unknown magic 7"), "unsupported-record", "magic 7"));
    }

    @ParameterizedTest
    @MethodSource("permanent")
    void namesTheTopicAndTheSettingToChange(Exception failure, String code, String setting) {
        RefusedRecord refusal =
                RefusedRecord.of(failure, "shakedown.results", 2_000_000).orElseThrow();

        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.message()).startsWith("shakedown.results: ").contains(setting);
    }

    @Test
    void readsCausesAndSuppressedFailures() {
        var timeout = new TimeoutException("not in metadata", new UnknownTopicOrPartitionException("none"));
        var exhausted = new IllegalStateException("Retries exhausted");
        exhausted.addSuppressed(new RuntimeException(timeout));

        assertThat(RefusedRecord.of(exhausted, "a", 1))
                .get()
                .extracting(RefusedRecord::code)
                .isEqualTo("unknown-topic");
    }

    @Test
    void failuresThatMayPassAreNoRefusals() {
        assertThat(Stream.of(
                        new TimeoutException("expired"),
                        new NotEnoughReplicasException("one"),
                        new AuthenticationException("a password that is being changed"),
                        new UnknownServerException("bug"),
                        new InvalidTimestampException("a clock that is an hour ahead"),
                        new IllegalStateException("closed")))
                .allSatisfy(
                        failure -> assertThat(RefusedRecord.of(failure, "a", 1)).isEmpty());
    }

    @Test
    void givesTheSizeOfWhatIsTooLarge() {
        assertThat(RefusedRecord.of(new RecordTooLargeException("x"), "shakedown.results", 2_000_000)
                        .orElseThrow()
                        .message())
                .contains("2000000 bytes");
    }
}
