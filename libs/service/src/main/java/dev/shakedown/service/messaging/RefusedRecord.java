package dev.shakedown.service.messaging;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/**
 * Why Kafka refuses a record, however often it is sent.
 *
 * @param code a stable word for programs: {@value #TOO_LARGE}, {@value #NOT_AUTHORIZED}, {@value #UNKNOWN_TOPIC},
 *     {@value #INVALID_TOPIC} or {@value #UNSUPPORTED}
 * @param message the topic, the reason, and the setting to change
 */
public record RefusedRecord(String code, String message) {

    /** The record exceeds the limit of the topic or of the producer. */
    public static final String TOO_LARGE = "record-too-large";

    /** The service may not write to the topic. */
    public static final String NOT_AUTHORIZED = "not-authorized";

    /** The topic does not exist. */
    public static final String UNKNOWN_TOPIC = "unknown-topic";

    /** Kafka does not allow a topic of this name. */
    public static final String INVALID_TOPIC = "invalid-topic";

    /** The record cannot be serialized, or the brokers do not support its format. */
    public static final String UNSUPPORTED = "unsupported-record";

    private static final String UNKNOWN_MAGIC = "magic";

    /**
     * Reads the failure of a send.
     *
     * <p>Kafka's client retries {@link #UNKNOWN_TOPIC} itself, for {@code max.block.ms} and
     * {@code delivery.timeout.ms}: a failure that is reported has lasted that long. Brokers refuse records from more
     * than an hour ahead of their clock (InvalidTimestampException); that passes when the clocks are right again.
     *
     * @param failure as the client reports it; causes and suppressed exceptions are read, too
     * @param topic that the record was sent to
     * @param bytes of key, value and headers, about
     * @return empty if another try may succeed
     */
    public static Optional<RefusedRecord> of(Throwable failure, String topic, long bytes) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> unread = new ArrayDeque<>();
        unread.add(failure);
        while (!unread.isEmpty()) {
            Throwable next = unread.poll();
            if (!seen.add(next)) {
                continue;
            }
            RefusedRecord refusal = read(next, topic, bytes);
            if (refusal != null) {
                return Optional.of(refusal);
            }
            Throwable cause = next.getCause();
            if (cause != null) {
                unread.add(cause);
            }
            unread.addAll(List.of(next.getSuppressed()));
        }
        return Optional.empty();
    }

    private static @Nullable RefusedRecord read(Throwable failure, String topic, long bytes) {
        if (failure instanceof RecordTooLargeException || failure instanceof RecordBatchTooLargeException) {
            return new RefusedRecord(
                    TOO_LARGE,
                    "%s: a record of %d bytes: exceeds the limit: set max.message.bytes of the topic, and max.request.size of the producer, to more than that (%s)"
                            .formatted(topic, bytes, failure.getMessage()));
        }
        if (failure instanceof AuthorizationException) {
            return new RefusedRecord(
                    NOT_AUTHORIZED,
                    "%s: must be writable: grant this service's user WRITE and DESCRIBE on the topic (%s)"
                            .formatted(topic, failure.getMessage()));
        }
        if (failure instanceof UnknownTopicOrPartitionException) {
            return new RefusedRecord(
                    UNKNOWN_TOPIC,
                    "%s: must exist: create the topic, for example with ./shakedown topics (%s)"
                            .formatted(topic, failure.getMessage()));
        }
        if (failure instanceof InvalidTopicException) {
            return new RefusedRecord(
                    INVALID_TOPIC, "%s: must be a valid name of a topic (%s)".formatted(topic, failure.getMessage()));
        }
        return isUnsupported(failure)
                ? new RefusedRecord(
                        UNSUPPORTED,
                        "%s: the brokers do not take this record: %s: %s"
                                .formatted(topic, failure.getClass().getSimpleName(), failure.getMessage()))
                : null;
    }

    private static boolean isUnsupported(Throwable failure) {
        return failure instanceof SerializationException
                || failure instanceof UnsupportedForMessageFormatException
                || failure instanceof UnsupportedVersionException
                || failure instanceof UnsupportedCompressionTypeException
                // Of these, a refused password may be right again after it was changed.
                || (failure instanceof InvalidConfigurationException && !(failure instanceof AuthenticationException))
                || failure instanceof PolicyViolationException
                // Thrown for records of a format that this broker or client does not know.
                || (failure instanceof IllegalArgumentException
                        && String.valueOf(failure.getMessage()).contains(UNKNOWN_MAGIC));
    }
}
