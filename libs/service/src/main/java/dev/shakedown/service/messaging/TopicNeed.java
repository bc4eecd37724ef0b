package dev.shakedown.service.messaging;

import org.apache.kafka.common.acl.AclOperation;

/**
 * What a service needs of a topic.
 *
 * @param largestRecord bytes of the largest record that it writes; 0 for records that fit any limit
 */
public record TopicNeed(String topic, AclOperation operation, int largestRecord) {

    /**
     * The largest record that services write where a message can be cut into pieces. Below Kafka's default limit of
     * 1,048,588 bytes.
     */
    public static final int LARGE = 1_000_000;

    /** Records of the topic are read. */
    public static TopicNeed read(String topic) {
        return new TopicNeed(topic, AclOperation.READ, 0);
    }

    /** Short records are written. */
    public static TopicNeed write(String topic) {
        return new TopicNeed(topic, AclOperation.WRITE, 0);
    }

    /** Records of up to {@link #LARGE} bytes are written. */
    public static TopicNeed writeLarge(String topic) {
        return new TopicNeed(topic, AclOperation.WRITE, LARGE);
    }
}
