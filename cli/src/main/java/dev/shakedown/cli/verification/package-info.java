/** A campaign's stored results, handed job by job to the worker's program that recomputes them, and what came of it. */
@org.jspecify.annotations.NullMarked
package dev.shakedown.cli.verification;
