/**
 * How like two images are. Pure numerics; knows no framework and no network.
 *
 * <p>Every metric looks at values clamped to [0,1], in one place,
 * {@link dev.shakedown.attackworker.metric.ClampedImage}; a NaN, as a network may produce, stays NaN and makes every
 * metric NaN. Sums run in float64.
 */
package dev.shakedown.attackworker.metric;
