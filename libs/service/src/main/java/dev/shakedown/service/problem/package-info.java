/** How services refuse requests: kinds of problem, and the one place where failures become problem documents. */
@NullMarked
package dev.shakedown.service.problem;

import org.jspecify.annotations.NullMarked;
