/** Records that no worker could turn into a result. */
package dev.shakedown.resultstore.deadletter;
