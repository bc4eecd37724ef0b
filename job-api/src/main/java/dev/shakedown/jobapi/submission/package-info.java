/** Making a campaign durable, once: the campaigns topic and what every instance knows of it. */
package dev.shakedown.jobapi.submission;
