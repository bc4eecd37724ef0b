/** Random numbers that are the same on every machine and JVM, so that a seed in a campaign means one thing. */
package dev.shakedown.imaging.random;
