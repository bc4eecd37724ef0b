/** Networks that workers have announced. */
package dev.shakedown.results.network;
