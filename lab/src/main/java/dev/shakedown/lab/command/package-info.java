/** The commands {@code bench} and {@code chaos}. */
package dev.shakedown.lab.command;
