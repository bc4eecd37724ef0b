/** The program behind {@code ./shakedown verify}: downloads a campaign's jobs, verifies them, and prints the report. */
@NullMarked
package dev.shakedown.attackworker.verification.program;

import org.jspecify.annotations.NullMarked;
