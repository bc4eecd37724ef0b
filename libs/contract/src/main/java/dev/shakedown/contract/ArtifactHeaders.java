package dev.shakedown.contract;

/**
 * Names of the Kafka headers of artifacts: those that describe a record on {@link Topics#ARTIFACTS}, and those with
 * which a small job's artifacts travel in its record on {@link Topics#RESULTS}. Values are UTF-8 text but for
 * {@link #ARTIFACTS}.
 */
public final class ArtifactHeaders {

    /** What the bytes are: the {@code wireName} of an {@code ArtifactKind}. */
    public static final String KIND = "kind";

    /** The bytes' media type: {@code application/x-npy} or {@code image/png}. */
    public static final String ENCODING = "encoding";

    /** Extents of the array, slowest first and separated by {@code x}, such as {@code 3x256x256}. */
    public static final String SHAPE = "shape";

    /** SHA-256 of the artifact's bytes, lower-case hexadecimal; of the whole artifact where the record is a piece. */
    public static final String SHA256 = "sha256";

    /**
     * On each record of an artifact of more than {@link RecordPieces#BYTES} bytes: which piece it is, as
     * {@link RecordPieces.Place} writes it. Absent where the record is the whole artifact.
     */
    public static final String PIECE = "piece";

    /**
     * On a result: the bytes of all its artifacts, one behind the other in the order in which the result names them.
     * Absent where they are records on {@link Topics#ARTIFACTS}, as those of large jobs are.
     */
    public static final String ARTIFACTS = "artifacts";

    /** On a result with {@link #ARTIFACTS}: their shapes in this order, as {@link #SHAPE}, separated by commas. */
    public static final String SHAPES = "shapes";

    private ArtifactHeaders() {}
}
