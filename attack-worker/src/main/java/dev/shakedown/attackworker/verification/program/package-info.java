/** The program behind {@code ./shakedown verify}: downloads a campaign's jobs, verifies them, and prints the report. */
package dev.shakedown.attackworker.verification.program;
