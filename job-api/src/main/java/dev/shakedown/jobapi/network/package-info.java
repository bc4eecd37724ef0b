/** The networks that workers serve at present. */
package dev.shakedown.jobapi.network;
