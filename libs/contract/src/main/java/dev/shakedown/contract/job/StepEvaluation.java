package dev.shakedown.contract.job;

import dev.shakedown.contract.network.NetworkRef;

/**
 * What the perturbation that an attack had found after some of its steps did to one network.
 *
 * @param step how many steps, from 1 to those of the attack
 * @param judge the network
 * @param evaluation the same numbers as those of a job with so many steps
 */
public record StepEvaluation(int step, NetworkRef judge, Evaluation evaluation) {}
