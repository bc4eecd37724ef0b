/** The networks that this worker serves: read, announced, loaded and unloaded. */
@NullMarked
package dev.shakedown.attackworker.network;

import org.jspecify.annotations.NullMarked;
