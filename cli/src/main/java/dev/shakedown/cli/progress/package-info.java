/** Watching a campaign until it ends, with a progress line. */
package dev.shakedown.cli.progress;
