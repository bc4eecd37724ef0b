/** Results as text: a table for people and CSV for programs. */
package dev.shakedown.cli.table;
