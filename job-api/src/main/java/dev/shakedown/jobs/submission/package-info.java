/** Making a campaign durable, once: the campaigns topic and what every instance knows of it. */
@NullMarked
package dev.shakedown.jobs.submission;

import org.jspecify.annotations.NullMarked;
