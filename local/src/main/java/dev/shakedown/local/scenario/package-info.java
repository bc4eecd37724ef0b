/** Scenarios as people write them: YAML with every unit in seconds, checked field by field. */
@org.jspecify.annotations.NullMarked
package dev.shakedown.local.scenario;
