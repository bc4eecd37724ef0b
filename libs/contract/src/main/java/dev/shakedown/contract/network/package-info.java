/** Restoration networks as the services speak of them: the card inside a network's file, and references to files. */
package dev.shakedown.contract.network;
