/** Runs a stack, makes its parts fail in every way that can be thought of, and checks that nothing was lost. */
package dev.shakedown.lab.chaos;
