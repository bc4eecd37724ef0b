/** A job: one image, one blur, one network, one attack and one budget; its request, its progress and its result. */
package dev.shakedown.contract.job;
