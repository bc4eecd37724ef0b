/** The campaign document: its fields, its defaults, and everything that can be wrong with it. */
package dev.shakedown.jobapi.campaign;
