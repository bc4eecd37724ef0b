/** Names that follow from content: canonical JSON, campaign ids, job ids and job seeds. */
@NullMarked
package dev.shakedown.jobapi.identity;

import org.jspecify.annotations.NullMarked;
