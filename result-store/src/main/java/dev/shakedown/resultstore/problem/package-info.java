/** Errors as HTTP shows them: problem documents (RFC 9457) with stable types, made in this package only. */
package dev.shakedown.resultstore.problem;
