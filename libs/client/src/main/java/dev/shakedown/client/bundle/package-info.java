/** A campaign's results in one file that others can check: document, numbers, perturbations, hashes, a signature. */
package dev.shakedown.client.bundle;
