/** The networks that workers serve at present. */
@NullMarked
package dev.shakedown.jobapi.network;

import org.jspecify.annotations.NullMarked;
