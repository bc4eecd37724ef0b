/** Which addresses, methods and callers a service has, and what it says of others. */
package dev.shakedown.service.routing;
