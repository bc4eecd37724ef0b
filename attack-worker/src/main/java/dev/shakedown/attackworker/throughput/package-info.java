/**
 * How a step's images are cut into passes through a network: how many go through together, and how many passes run side
 * by side. What is fastest depends on the network, the image size and the machine, so it is measured while attacks run.
 * Knows nothing of attacks.
 */
package dev.shakedown.attackworker.throughput;
