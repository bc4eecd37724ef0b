/** The two HTTP interfaces (docs/http.md) as Java calls. Knows nothing of how or where the services run. */
package dev.shakedown.client;
