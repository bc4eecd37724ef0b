/** The networks that this worker serves: read, announced, loaded and unloaded. */
package dev.shakedown.attackworker.network;
