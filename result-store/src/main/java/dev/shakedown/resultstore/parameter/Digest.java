package dev.shakedown.resultstore.parameter;

import dev.shakedown.contract.Sha256;
import dev.shakedown.service.problem.Checked;

/** Reads digests in requests. */
public final class Digest {

    /** What a digest must be. */
    public static final String EXPECTED = "64 digits of lower-case hexadecimal";

    private Digest() {}

    /** The digest in that field, or the problem with it. */
    public static Checked<Sha256> read(String field, String text) {
        return Checked.of(Sha256.parse(text), field, text, EXPECTED);
    }
}
