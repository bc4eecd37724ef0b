/**
 * The result-store: owns the PostgreSQL schema and all SQL, takes in what the other services publish to Kafka, and
 * gives it out over HTTP.
 *
 * <p>Arrows between packages: {@code ingest} and {@code query} use {@code campaign}, {@code job} and {@code blob},
 * which use {@code database}; {@code ingest} and {@code query} do not know each other. SQL is written in classes called
 * {@code *Repository} and nowhere else.
 */
package dev.shakedown.resultstore;
