/**
 * A real Kafka broker and a real PostgreSQL as child processes on 127.0.0.1, for the local stack and for component
 * tests. Data directories are kept between runs and survive a crash. Knows no Quarkus: a service's tests wrap it in a
 * lifecycle manager of their own.
 *
 * <p>The broker runs on a class path of its own ({@code libs/stack/target/broker/lib}), because it needs a newer
 * kafka-clients than Quarkus pins. It is found through the system property {@code shakedown.root}, the root of the
 * checkout.
 */
package dev.shakedown.stack.embedded;
