package dev.shakedown.service.body;

import dev.shakedown.contract.Sha256;
import dev.shakedown.service.body.ReceivedFile.ReceivedFileReader;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.streams.WriteStream;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Where a body goes while it is received. For one thread. */
sealed interface BodySink {

    /** Takes the next bytes. */
    void write(Buffer bytes);

    /** What the method's parameter is read from, once there are no more bytes. */
    Future<InputStream> whole();

    /** Frees what is held: the body is not wanted, or was not received whole. */
    void discard();

    final class InMemory implements BodySink {

        private Buffer received = Buffer.buffer();

        @Override
        public void write(Buffer bytes) {
            received.appendBuffer(bytes);
        }

        @Override
        public Future<InputStream> whole() {
            return Future.succeededFuture(new ByteArrayInputStream(received.getBytes()));
        }

        @Override
        public void discard() {
            received = Buffer.buffer();
        }
    }

    /** In a file, which another party deletes. */
    final class OnDisk implements BodySink {

        private final Path path;
        private final AsyncFile file;
        private final MessageDigest digest = Sha256.newDigest();
        private long length;
        private @Nullable Throwable failure;

        OnDisk(Path path, AsyncFile file) {
            this.path = path;
            this.file = file;
        }

        /** For back-pressure: how much waits to be written, and a failure. */
        WriteStream<Buffer> stream() {
            return file;
        }

        @Override
        public void write(Buffer bytes) {
            length += bytes.length();
            digest.update(bytes.getBytes());
            var unused = file.write(bytes).onFailure(failed -> failure = failed);
        }

        @Override
        public Future<InputStream> whole() {
            // Closed once everything is written.
            return file.close().compose(closed -> {
                return failure == null
                        ? Future.succeededFuture(
                                new ReceivedFileReader.Carrier(new ReceivedFile(path, length, Sha256.of(digest))))
                        : Future.failedFuture(failure);
            });
        }

        @Override
        public void discard() {
            var unused = file.close();
        }
    }
}
