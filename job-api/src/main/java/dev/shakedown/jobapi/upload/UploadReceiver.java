package dev.shakedown.jobapi.upload;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.Warning;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.http.BlobDescription;
import dev.shakedown.imaging.image.ImageDecoder;
import dev.shakedown.imaging.image.ImageDecoding;
import dev.shakedown.imaging.image.ImageLimits;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.imaging.kernel.KernelDecoder;
import dev.shakedown.imaging.kernel.KernelDecoding;
import dev.shakedown.jobapi.store.ResultStoreGateway;
import dev.shakedown.jobapi.store.StoreAnswer;
import dev.shakedown.service.body.ReceivedFile;
import dev.shakedown.service.problem.Checked;
import dev.shakedown.service.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Takes files: decodes them whole (a file that a worker could not read is refused here), and hands them to the
 * result-store. Nothing is kept of a file that was refused.
 */
@ApplicationScoped
class UploadReceiver {

    private static final int PNG_FIRST_BYTE = 0x89;

    private final UploadConfig config;
    private final ResultStoreGateway resultStore;
    private final Semaphore turns;

    UploadReceiver(UploadConfig config, ResultStoreGateway resultStore) {
        this.config = config;
        this.resultStore = resultStore;
        this.turns = new Semaphore(config.concurrentDecodes(), true);
    }

    /** What a decoder makes of a file's bytes. */
    private interface Decoder<T> {
        Checked<T> decode(byte[] file);
    }

    /** The properties of an image that its storing needs; its size is that of the upright picture. */
    private record Picture(int width, int height, String mediaType) {}

    Checked<ImageRef> image(ReceivedFile file) throws IOException, InterruptedException {
        return inTurn(file, UploadReceiver::decodeImage).flatMap(picture -> {
            String sha256 = file.sha256().hex();
            return stored(
                    resultStore.store(sha256, picture.width(), picture.height(), picture.mediaType(), file.path()),
                    new ImageRef(sha256, picture.width(), picture.height()));
        });
    }

    Checked<UploadedKernel> kernel(ReceivedFile file, KernelParameters parameters)
            throws IOException, InterruptedException {
        return inTurn(file, bytes -> decodeKernel(bytes, parameters)).flatMap(decoded -> {
            BlurKernel kernel = decoded.kernel();
            byte[] npy = kernel.toNpy();
            String sha256 = Sha256.hex(npy);
            String name = parameters.name() == null ? sha256.substring(0, 12) : parameters.name();
            return stored(
                    resultStore.store(sha256, kernel.size(), kernel.size(), BlobDescription.KERNEL, npy),
                    new UploadedKernel(
                            kernel.size(),
                            sha256,
                            name,
                            decoded.warnings().stream()
                                    .map(message -> new Warning(Warning.NEGATIVE_WEIGHTS, message))
                                    .toList()));
        });
    }

    private static Checked<Picture> decodeImage(byte[] file) {
        ImageDecoding decoding = ImageDecoder.decode(file, ImageLimits.DEFAULT);
        if (decoding instanceof ImageDecoding.Refused refused) {
            return refused(ProblemType.INVALID_IMAGE, refused.problem(), refused.expected());
        }
        PlanarImage image = ((ImageDecoding.Decoded) decoding).image();
        String mediaType = (file[0] & 0xff) == PNG_FIRST_BYTE ? "image/png" : "image/jpeg";
        return new Checked.Valid<>(new Picture(image.width(), image.height(), mediaType));
    }

    private static Checked<KernelDecoding.Decoded> decodeKernel(byte[] file, KernelParameters parameters) {
        KernelDecoding decoding =
                KernelDecoder.decode(file, parameters.format(), parameters.selection(), parameters.pad());
        if (decoding instanceof KernelDecoding.Refused refused) {
            return refused(ProblemType.INVALID_KERNEL, refused.problem(), refused.expected());
        }
        return new Checked.Valid<>((KernelDecoding.Decoded) decoding);
    }

    /** Decodes when it is this file's turn, so that many uploads at once do not need memory at once. */
    private <T> Checked<T> inTurn(ReceivedFile file, Decoder<T> decoder) throws IOException, InterruptedException {
        if (!turns.tryAcquire(config.decodeWait().toMillis(), TimeUnit.MILLISECONDS)) {
            return Checked.unavailable("Too many uploads at once; try again later");
        }
        try {
            return decoder.decode(file.content());
        } finally {
            turns.release();
        }
    }

    private static <T> Checked<T> stored(StoreAnswer<BlobDescription> answer, T reference) {
        if (answer instanceof StoreAnswer.Found<BlobDescription>) {
            return new Checked.Valid<>(reference);
        }
        return Checked.unavailable(answer.reason());
    }

    private static <T> Checked<T> refused(ProblemType type, String problem, String expected) {
        return new Checked.Invalid<>(type.problem("Found: %s; expected: %s".formatted(problem, expected)));
    }

    /**
     * A kernel that was taken: the fields that a {@code file} kernel has in a campaign document, and warnings.
     *
     * @param size odd side in pixels
     * @param sha256 SHA-256 of the stored NPY bytes
     * @param warnings what was changed in its weights; not written where there is nothing
     */
    @Schema(
            examples =
                    "{\"size\": 19, \"sha256\": \"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\","
                            + " \"name\": \"levin-1\"}")
    record UploadedKernel(
            int size,
            String sha256,
            String name,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Warning> warnings) {

        UploadedKernel {
            warnings = List.copyOf(warnings);
        }
    }
}
