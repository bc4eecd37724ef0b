package dev.shakedown.contract.job;

import dev.shakedown.contract.network.NetworkRef;

/**
 * What a perturbation did to one network.
 *
 * @param judge the network
 * @param evaluation the numbers on it
 */
public record JudgedEvaluation(NetworkRef judge, Evaluation evaluation) {}
