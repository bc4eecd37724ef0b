/** The commands: what they accept, what they print, and how they fail (one line, and an exit status). */
@org.jspecify.annotations.NullMarked
package dev.shakedown.cli.command;
