/**
 * How a user's own network gets into a registry: checked, copied, listed. Run by {@code ./shakedown import-network} and
 * {@code ./shakedown networks}.
 */
package dev.shakedown.models.importing;
