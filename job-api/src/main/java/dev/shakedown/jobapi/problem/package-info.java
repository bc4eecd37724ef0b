/** What callers are told when a request is refused: RFC 9457 problem documents. */
@NullMarked
package dev.shakedown.jobapi.problem;

import org.jspecify.annotations.NullMarked;
