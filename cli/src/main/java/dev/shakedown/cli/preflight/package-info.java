/** What an installation needs of Kafka, PostgreSQL and the GPU, compared with what is there. */
package dev.shakedown.cli.preflight;
