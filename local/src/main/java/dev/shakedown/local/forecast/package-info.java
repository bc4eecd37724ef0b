/** What simulations say, for people and programs: a table, a picture, JSON. */
@org.jspecify.annotations.NullMarked
package dev.shakedown.local.forecast;
