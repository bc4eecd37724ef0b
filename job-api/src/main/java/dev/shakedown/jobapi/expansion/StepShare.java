package dev.shakedown.jobapi.expansion;

import dev.shakedown.contract.network.NetworkRef;

/**
 * The part of a campaign's work that one network does on images of one size.
 *
 * @param network which
 * @param width of the blurred images
 * @param height of the blurred images
 * @param jobs how many jobs it is
 * @param imageSteps updates, each counted as often as images go through the network for it: restarts x draws x
 *     companions
 */
public record StepShare(NetworkRef network, int width, int height, long jobs, double imageSteps) {}
