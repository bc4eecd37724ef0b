/**
 * The two HTTP interfaces (docs/http.md) as Java calls, and a job's files in a folder. It does not know how or where
 * the services run.
 */
package dev.shakedown.client;
