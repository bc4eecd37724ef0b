/** Making a campaign durable, once: the campaigns topic and what every instance knows of it. */
@NullMarked
package dev.shakedown.jobapi.submission;

import org.jspecify.annotations.NullMarked;
