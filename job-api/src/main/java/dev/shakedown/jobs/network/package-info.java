/** The networks that workers serve at present. */
@NullMarked
package dev.shakedown.jobs.network;

import org.jspecify.annotations.NullMarked;
