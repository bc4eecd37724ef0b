/** Networks that workers have announced. */
package dev.shakedown.resultstore.network;
