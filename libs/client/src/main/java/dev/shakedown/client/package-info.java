/** The two HTTP interfaces (docs/http.md) as Java calls. Knows nothing of how or where the services run. */
@org.jspecify.annotations.NullMarked
package dev.shakedown.client;
