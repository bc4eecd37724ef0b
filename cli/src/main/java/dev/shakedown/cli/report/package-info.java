/** A campaign's results as one HTML page that needs nothing beside it. */
@org.jspecify.annotations.NullMarked
package dev.shakedown.cli.report;
