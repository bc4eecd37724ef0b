/** What services say of addresses and methods that they do not have. */
package dev.shakedown.service.routing;
