package dev.shakedown.resultstore.ingest;

/** The database does not have all records before a batch: it was replaced by an older one, as a backup is. */
final class OlderDatabaseException extends RuntimeException {

    OlderDatabaseException() {
        super("PostgreSQL does not have what was stored in it before, as after a backup was restored");
    }
}
