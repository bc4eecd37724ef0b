/** Questions to the local stack's database. */
@org.jspecify.annotations.NullMarked
package dev.shakedown.cli.query;
