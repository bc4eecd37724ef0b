/** Who may call the HTTP interfaces of the services, and how often; and the tokens that callers send. */
package dev.shakedown.service.access;
