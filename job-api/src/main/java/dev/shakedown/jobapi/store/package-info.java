/** The result-store, as this service needs it. Every call can find it absent, so every answer is a value. */
package dev.shakedown.jobapi.store;
