/** A job in the few words that tables, pages and folder names use for it. */
@org.jspecify.annotations.NullMarked
package dev.shakedown.cli.label;
