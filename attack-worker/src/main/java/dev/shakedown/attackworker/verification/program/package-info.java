/**
 * The verification as a program: {@code ./shakedown verify} hands it folders and reads its answers. Knows files and
 * JSON, no service.
 */
@NullMarked
package dev.shakedown.attackworker.verification.program;

import org.jspecify.annotations.NullMarked;
