package dev.shakedown.resultstore.blob;

import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The bucket for bytes of large blobs, of any store with the interface of S3. Its objects are never changed. Every
 * method throws {@link BucketException} while the bucket does not answer. Thread-safe.
 */
@Singleton
@Startup
public class Bucket {

    /** Requests at a time: most of a request is waiting. */
    private static final int REQUESTS = 16;

    /** As for PostgreSQL. */
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** For a request with all of its tries, while a client or a batch waits. */
    private static final Duration PUT = Duration.ofMinutes(2);

    private static final Duration READ = Duration.ofSeconds(10);
    private static final Duration PROBE = Duration.ofSeconds(3);
    private static final int NOT_SATISFIABLE = 416;

    private final BucketConfig config;
    private final boolean takesLarge;
    private final Optional<S3Client> client;
    private final ExecutorService requests = Executors.newFixedThreadPool(REQUESTS, task -> {
        Thread thread = new Thread(task, "bucket");
        thread.setDaemon(true);
        return thread;
    });

    Bucket(BlobConfig blobs, BucketConfig config) {
        this.config = config;
        this.takesLarge = blobs.store() == BlobConfig.Store.S3;
        if (takesLarge && config.bucket().isEmpty()) {
            throw new IllegalStateException(
                    "shakedown.s3.bucket: missing: must be the name of a bucket, because shakedown.blob.store is s3");
        }
        this.client = config.bucket().map(name -> client(config));
    }

    private static S3Client client(BucketConfig config) {
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(config.region()))
                .forcePathStyle(config.pathStyle())
                // Other stores than AWS do not all know its newer checksums. SHA-256 is verified here.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(4 * REQUESTS)
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE));
        config.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    @PreDestroy
    void close() {
        requests.shutdownNow();
        client.ifPresent(S3Client::close);
    }

    /** Whether bytes of this length are to be an object. */
    boolean takes(long length) {
        return takesLarge && length > config.largerThan().asLongValue();
    }

    /** Writes objects by their keys, side by side; returns when the bucket has all of them. */
    void put(Map<String, StoredBytes> objects) {
        together(objects.entrySet(), object -> put(object.getKey(), object.getValue()));
    }

    private void put(String key, StoredBytes bytes) {
        RequestBody body = RequestBody.fromContentProvider(bytes::stream, bytes.length(), "application/octet-stream");
        ask(s3 -> s3.putObject(request -> request.bucket(name()).key(key).overrideConfiguration(within(PUT)), body));
    }

    /** Deletes objects, side by side; those that do not exist, too. */
    void delete(Collection<String> keys) {
        together(
                keys,
                key -> ask(s3 -> s3.deleteObject(
                        request -> request.bucket(name()).key(key).overrideConfiguration(within(READ)))));
    }

    /**
     * Bytes of an object from an offset on; fewer than asked for at its end.
     *
     * @throws DamagedBlobException if there is no such object
     */
    byte[] piece(String key, long offset, int length) throws DamagedBlobException {
        String range = "bytes=%d-%d".formatted(offset, offset + length - 1);
        Optional<byte[]> piece = ask(s3 -> {
            try {
                return Optional.of(s3.getObjectAsBytes(request ->
                                request.bucket(name()).key(key).range(range).overrideConfiguration(within(READ)))
                        .asByteArrayUnsafe());
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_SATISFIABLE) {
                    return Optional.of(new byte[0]);
                }
                throw e;
            }
        });
        return piece.orElseThrow(
                () -> new DamagedBlobException("The bucket %s has no object %s".formatted(name(), key)));
    }

    private static Consumer<AwsRequestOverrideConfiguration.Builder> within(Duration time) {
        return options -> options.apiCallTimeout(time);
    }

    private String name() {
        return config.bucket().orElse("");
    }

    private interface Request<T> {
        T of(S3Client s3);
    }

    private <T> T ask(Request<T> request) {
        S3Client s3 = client.orElseThrow(() ->
                new BucketException("shakedown.s3.bucket: missing: must be the bucket that has the objects", null));
        try {
            return request.of(s3);
        } catch (RuntimeException e) {
            // Whatever it is, the data are not to blame.
            throw new BucketException("The bucket %s does not answer: %s".formatted(name(), e.getMessage()), e);
        }
    }

    private interface Task<T> {
        void on(T item);
    }

    private <T> void together(Collection<T> items, Task<T> task) {
        List<Callable<Object>> tasks = new ArrayList<>();
        items.forEach(item -> tasks.add(() -> {
            task.on(item);
            return item;
        }));
        try {
            for (Future<Object> done : requests.invokeAll(tasks)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof BucketException failure
                    ? failure
                    : new BucketException("Storing failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BucketException("Interrupted", e);
        }
    }

    /** The bucket does not answer, or refuses. It may later. */
    public static final class BucketException extends RuntimeException {
        BucketException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Ready while the bucket answers, if there is one. */
    @Readiness
    @ApplicationScoped
    public static class BucketHealth implements HealthCheck {

        private final Bucket bucket;

        BucketHealth(Bucket bucket) {
            this.bucket = bucket;
        }

        @Override
        public HealthCheckResponse call() {
            HealthCheckResponseBuilder answer = HealthCheckResponse.named("bucket");
            if (bucket.client.isEmpty()) {
                return answer.up().withData("store", "database").build();
            }
            try {
                bucket.ask(s3 -> s3.headBucket(request ->
                        request.bucket(bucket.name()).overrideConfiguration(options -> options.apiCallTimeout(PROBE))));
                return answer.up().build();
            } catch (BucketException e) {
                return answer.down().withData("reason", e.getMessage()).build();
            }
        }
    }
}
