/** The {@code shakedown} command line: submits campaigns, watches them, and runs the whole system on one machine. */
package dev.shakedown.cli;
