package dev.shakedown.results.blob;

import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;

/** Bytes that are read a piece at a time, the next when the one before is used up. Not thread-safe. */
final class PieceStream extends InputStream {

    private final Source source;
    private byte[] piece = {};
    private int position;
    private long offset;

    /** Where pieces come from. */
    @FunctionalInterface
    interface Source {
        /** The bytes from an offset on; none at the end. */
        byte[] from(long offset) throws SQLException;
    }

    PieceStream(Source source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        return hasMore() ? piece[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int start, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, piece.length - position);
        System.arraycopy(piece, position, target, start, count);
        position += count;
        return count;
    }

    private boolean hasMore() throws IOException {
        if (position == piece.length) {
            try {
                piece = source.from(offset);
            } catch (SQLException e) {
                throw new IOException("The database does not give the next bytes", e);
            }
            position = 0;
            offset += piece.length;
        }
        return piece.length > 0;
    }
}
