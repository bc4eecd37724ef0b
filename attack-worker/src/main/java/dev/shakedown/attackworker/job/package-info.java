/** What the rooms of the worker share: its configuration, a prepared and a running job, the spans of a job's legs. */
@NullMarked
package dev.shakedown.attackworker.job;

import org.jspecify.annotations.NullMarked;
