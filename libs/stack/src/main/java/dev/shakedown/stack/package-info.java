/**
 * The whole system on one machine: an embedded broker and database, and the services as processes of their own, the
 * same artifacts as in production. However it ends, its child processes end with it.
 */
package dev.shakedown.stack;
