/** The commands {@code bench} and {@code chaos}. */
@org.jspecify.annotations.NullMarked
package dev.shakedown.lab.command;
