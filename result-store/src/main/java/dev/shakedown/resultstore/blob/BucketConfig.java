package dev.shakedown.resultstore.blob;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** {@code shakedown.s3}: the bucket for large files. Credentials are those that the AWS SDK finds. */
@ConfigMapping(prefix = "shakedown.s3")
public interface BucketConfig {

    /** The bucket, of this installation alone. Needed as long as it has objects. No default. */
    Optional<String> bucket();

    /** The address of the S3 interface, where it is not AWS. */
    Optional<URI> endpoint();

    /** The region that requests are signed for. */
    @WithDefault("us-east-1")
    String region();

    /** Whether the bucket is named in the path of addresses, not in the host; MinIO and Ceph need it. */
    @WithDefault("false")
    boolean pathStyle();

    /** Files that take more than this are objects of the bucket; smaller ones stay in their rows. */
    @WithDefault("16K")
    MemorySize largerThan();
}
