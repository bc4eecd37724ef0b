/** A job in the few words that tables, pages and folder names use for it. */
package dev.shakedown.cli.label;
