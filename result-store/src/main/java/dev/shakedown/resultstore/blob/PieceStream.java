package dev.shakedown.resultstore.blob;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** Bytes that are read a piece at a time, the next when the one before is used up. Not thread-safe. */
final class PieceStream extends InputStream {

    private final Source source;
    private final int usual;
    private final Closeable behind;
    private byte[] piece = {};
    private boolean isLast;
    private int position;
    private long offset;

    /** Where pieces come from. */
    @FunctionalInterface
    interface Source {
        /** The bytes from an offset on; fewer than usual, or none, at the end. */
        byte[] from(long offset) throws IOException;
    }

    /**
     * A stream that closes what is behind it when it is closed.
     *
     * @param usual bytes of each piece but the last, at least; a smaller one is the last
     */
    PieceStream(Source source, int usual, Closeable behind) {
        this.source = source;
        this.usual = usual;
        this.behind = behind;
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

    @Override
    public void close() throws IOException {
        behind.close();
    }

    private boolean hasMore() throws IOException {
        if (position == piece.length && !isLast) {
            piece = source.from(offset);
            isLast = piece.length < usual;
            position = 0;
            offset += piece.length;
        }
        return position < piece.length;
    }
}
