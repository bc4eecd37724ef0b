/** Watching a campaign until it ends, with a progress line. */
@org.jspecify.annotations.NullMarked
package dev.shakedown.cli.progress;
