/** For developers: makes parts of the system fail, and measures them. In no image. */
package dev.shakedown.lab;
