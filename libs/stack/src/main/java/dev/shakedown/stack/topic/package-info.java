/** What Kafka holds, read from outside the services. */
package dev.shakedown.stack.topic;
