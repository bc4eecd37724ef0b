/** Names that follow from content: canonical JSON, campaign ids, job ids and job seeds. */
@NullMarked
package dev.shakedown.jobs.identity;

import org.jspecify.annotations.NullMarked;
