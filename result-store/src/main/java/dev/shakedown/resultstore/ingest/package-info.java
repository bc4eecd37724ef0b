/**
 * What arrives over Kafka: read, checked, and stored in one transaction per batch, which is acknowledged after the
 * commit. A record that can never be stored is put aside with the reason; when PostgreSQL is away, everything waits.
 */
package dev.shakedown.resultstore.ingest;
