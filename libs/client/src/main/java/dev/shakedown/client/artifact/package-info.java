/** A job's files: fetched, verified against their hashes, and laid out in a folder. */
@org.jspecify.annotations.NullMarked
package dev.shakedown.client.artifact;
