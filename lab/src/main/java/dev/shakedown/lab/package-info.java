/** For developers: makes parts of the system fail, and measures them. In no image. */
@org.jspecify.annotations.NullMarked
package dev.shakedown.lab;
