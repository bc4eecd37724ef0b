/** A campaign's results in one file that anybody can check: document, numbers, perturbations, hashes, a signature. */
package dev.shakedown.client.bundle;
