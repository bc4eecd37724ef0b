@org.jspecify.annotations.NullMarked
package dev.shakedown.local.simulation;
