package dev.shakedown.resultstore.job;

import static dev.shakedown.resultstore.database.ColumnType.BIGINT;
import static dev.shakedown.resultstore.database.ColumnType.FLAG;
import static dev.shakedown.resultstore.database.ColumnType.INTEGER;
import static dev.shakedown.resultstore.database.ColumnType.JSONB;
import static dev.shakedown.resultstore.database.ColumnType.NUMBER;
import static dev.shakedown.resultstore.database.ColumnType.TEXT;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.campaign.BlurModel;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.CameraPath;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelGrid;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.resultstore.database.BatchInsert;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The columns of the table {@code job}, and which part of a request each has. */
final class JobColumns {

    private JobColumns() {}

    /** A job to be inserted. */
    record NewJob(AttackRequest request, String json, int retry) {}

    static BatchInsert<NewJob> insert(ObjectMapper json) {
        return BatchInsert.<NewJob>into("job")
                .column("id", TEXT, row -> row.request().jobId())
                .column("request", JSONB, NewJob::json)
                .column("retry", INTEGER, NewJob::retry)
                .column("image", TEXT, row -> row.request().source().name())
                .column("image_sha256", TEXT, row -> image(row.request()).sha256())
                .column("image_width", INTEGER, row -> image(row.request()).width())
                .column("image_height", INTEGER, row -> image(row.request()).height())
                .column("arrives_blurred", FLAG, row -> row.request().source() instanceof ImageSource.Blurred)
                .column("network", TEXT, row -> row.request().network().id())
                .column("network_sha256", TEXT, row -> row.request().network().sha256())
                .column("objective", TEXT, row -> objective(row.request()))
                .column("target", TEXT, row -> targetName(row.request()))
                .column(
                        "target_sha256",
                        TEXT,
                        row -> ofTarget(row, target -> target.target().sha256()))
                .column(
                        "kernel_type",
                        TEXT,
                        row -> ofKernel(row, kernel -> kernel.shape().typeName()))
                .column("kernel_size", INTEGER, row -> ofKernel(row, KernelSpec::size))
                .column("kernel_name", TEXT, row -> ofKernel(row, JobColumns::kernelName))
                .column("kernel", JSONB, row -> ofKernel(row, kernel -> written(json, kernel)))
                .column("blur_type", TEXT, row -> ofBlur(row, blur -> blurType(blur.model())))
                .column("blur", JSONB, row -> ofBlur(row, blur -> written(json, blur)))
                .column("boundary", TEXT, row -> ofBlur(row, blur -> word(blur.boundary())))
                .column(
                        "noise_sigma",
                        NUMBER,
                        row -> ofBlur(row, blur -> blur.noise().sigma()))
                .column(
                        "noise_seed",
                        BIGINT,
                        row -> ofBlur(row, blur -> blur.noise().seed()))
                .column("rounded_to_8_bit", FLAG, row -> ofBlur(row, BlurSpec::roundTo8Bit))
                .column("budget", NUMBER, row -> row.request().imageBudget())
                .column("steps", INTEGER, row -> row.request().attack().steps())
                .column("step_size", NUMBER, row -> row.request().attack().stepSize())
                .column("clip", FLAG, row -> row.request().attack().clip())
                .column("iterate", TEXT, row -> word(row.request().attack().iterate()))
                .column("seed", BIGINT, row -> row.request().seed())
                .ending("ON CONFLICT (id) DO NOTHING RETURNING id");
    }

    /** Null if the image arrives blurred. */
    private static @Nullable Object ofBlur(NewJob row, BatchInsert.Value<BlurSpec> part) {
        BlurSpec blur = row.request().blur();
        return blur == null ? null : part.of(blur);
    }

    /** Null if no kernel is known, or the blur has several. */
    private static @Nullable Object ofKernel(NewJob row, BatchInsert.Value<KernelSpec> part) {
        KernelSpec kernel = kernel(row.request());
        return kernel == null ? null : part.of(kernel);
    }

    /** Null if there is no target image. */
    private static @Nullable Object ofTarget(NewJob row, BatchInsert.Value<Objective.Targeted> part) {
        return row.request().attack().objective() instanceof Objective.Targeted target ? part.of(target) : null;
    }

    private static String written(ObjectMapper json, Object part) {
        try {
            return json.writeValueAsString(part);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A part of a message that was read can be written", e);
        }
    }

    /** An enum's name in the database. */
    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static ImageRef image(AttackRequest request) {
        if (request.source() instanceof ImageSource.Sharp sharp) {
            return sharp.sharp();
        }
        return ((ImageSource.Blurred) request.source()).blurred();
    }

    /** The one kernel, where one is known and blurs everywhere. */
    private static @Nullable KernelSpec kernel(AttackRequest request) {
        if (request.blur() != null) {
            return request.blur().kernel();
        }
        return request.source() instanceof ImageSource.Blurred blurred ? blurred.kernel() : null;
    }

    /** Whether kernels vary over the image. */
    private static String blurType(BlurModel model) {
        if (model instanceof KernelGrid) {
            return "grid";
        }
        return model instanceof CameraPath ? "camera-path" : "uniform";
    }

    private static @Nullable String kernelName(KernelSpec kernel) {
        return kernel.shape() instanceof KernelSpec.File file ? file.name() : null;
    }

    private static String objective(AttackRequest request) {
        Objective objective = request.attack().objective();
        if (objective instanceof Objective.Targeted) {
            return "targeted";
        } else if (objective instanceof Objective.Localised) {
            return "localised";
        }
        if (objective instanceof Objective.MinimumBudget) {
            return "minimum-budget";
        }
        return objective instanceof Objective.GroundTruth ? "ground-truth" : "untargeted";
    }

    /** What people call the target, or the edit that makes it. */
    static @Nullable String targetName(AttackRequest request) {
        if (request.attack().objective() instanceof Objective.Localised edit) {
            return edit.name();
        }
        return request.attack().objective() instanceof Objective.Targeted targeted ? targeted.name() : null;
    }
}
