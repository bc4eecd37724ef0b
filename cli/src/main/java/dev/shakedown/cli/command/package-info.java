/** The commands: their options, output, error lines and exit statuses. */
package dev.shakedown.cli.command;
