/** Results as text: a table for people and CSV for programs. */
@org.jspecify.annotations.NullMarked
package dev.shakedown.cli.table;
