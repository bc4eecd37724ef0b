/** Watching a campaign until it ends, with a line that shows how far it has come. */
@org.jspecify.annotations.NullMarked
package dev.shakedown.cli.progress;
