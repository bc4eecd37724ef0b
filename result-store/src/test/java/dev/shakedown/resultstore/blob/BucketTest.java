package dev.shakedown.resultstore.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BucketTest {

    @Test
    void withoutSettingsEverythingGoesIntoTheDatabase() {
        Bucket bucket = bucket(Map.of("shakedown.s3.bucket", "old"));

        assertThat(bucket.takes(Long.MAX_VALUE)).isFalse();
        bucket.close();
    }

    @Test
    void onlyFilesOfMoreThanTheLimitAreObjects() {
        Bucket bucket = bucket(Map.of("shakedown.blob.store", "s3", "shakedown.s3.bucket", "new"));

        assertThat(bucket.takes(16 * 1024)).isFalse();
        assertThat(bucket.takes(16 * 1024 + 1)).isTrue();
        bucket.close();
    }

    @Test
    void aStoreWithoutItsBucketIsRefused() {
        assertThatThrownBy(() -> bucket(Map.of("shakedown.blob.store", "s3")))
                .hasMessage("shakedown.s3.bucket: missing: must be the name of a bucket, because"
                        + " shakedown.blob.store is s3");
    }

    @Test
    void anObjectInABucketThatIsNoLongerNamedIsAnErrorThatSaysSo() {
        // As docker-compose.yml sets them without a bucket.
        Bucket bucket = bucket(Map.of("shakedown.s3.bucket", "", "shakedown.s3.endpoint", ""));

        assertThatThrownBy(() -> bucket.piece("0".repeat(64), 0, 10))
                .isInstanceOf(Bucket.BucketException.class)
                .hasMessageContaining("shakedown.s3.bucket: missing");
        bucket.close();
    }

    private static Bucket bucket(Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(BlobConfig.class)
                .withMapping(BucketConfig.class)
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withDefaultValues(settings)
                .build();
        return new Bucket(config.getConfigMapping(BlobConfig.class), config.getConfigMapping(BucketConfig.class));
    }
}
