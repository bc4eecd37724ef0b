package dev.shakedown.jobapi.topic;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;

/** A publisher as the service has it, with the default settings. */
public final class BenchmarkPublisher {

    private BenchmarkPublisher() {}

    /** To these brokers. */
    public static TopicPublisher to(String brokers) {
        return new TopicPublisher(
                Map.of("bootstrap.servers", brokers),
                new PublishConfig() {
                    @Override
                    public Duration timeout() {
                        return Duration.ofSeconds(10);
                    }

                    @Override
                    public MemorySize maxRecord() {
                        return new MemorySize(BigInteger.valueOf(16 << 20));
                    }

                    @Override
                    public MemorySize buffer() {
                        return new MemorySize(BigInteger.valueOf(32 << 20));
                    }
                },
                new ObjectMapper());
    }
}
