/** What a service does when the machine's clock is set. */
package dev.shakedown.service.clock;
