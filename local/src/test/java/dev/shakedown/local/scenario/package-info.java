@org.jspecify.annotations.NullMarked
package dev.shakedown.local.scenario;
