/**
 * The whole system on one machine: an embedded broker and database, and the services as processes of their own, the
 * very artifacts that run in production. Nothing that it starts outlives it, whatever ends it.
 */
@org.jspecify.annotations.NullMarked
package dev.shakedown.stack;
