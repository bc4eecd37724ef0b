package dev.shakedown.resultstore.blob;

import dev.shakedown.contract.RecordPieces;
import dev.shakedown.contract.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a blob whose other pieces have not all arrived.
 *
 * @param sha256 of the whole blob
 * @param place which piece it is
 * @param mediaType what the whole blob is
 * @param extent of the whole blob in pixels, where it is known
 * @param content the piece
 */
public record NewPiece(
        Sha256 sha256,
        RecordPieces.Place place,
        String mediaType,
        @Nullable Extent extent,
        Content content) {}
