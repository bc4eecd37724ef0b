/** The {@code shakedown} command line: submits campaigns, watches them, and runs the whole system on one machine. */
@org.jspecify.annotations.NullMarked
package dev.shakedown.cli;
