/** The commands: their options, output, error lines and exit statuses. */
@org.jspecify.annotations.NullMarked
package dev.shakedown.cli.command;
