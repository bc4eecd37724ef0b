/** Runs a stack, makes its parts fail in every way that can be thought of, and checks that nothing was lost. */
@NullMarked
package dev.shakedown.lab.chaos;

import org.jspecify.annotations.NullMarked;
