/**
 * How jobs come to a worker and leave it again, so that each has one result whatever dies: lanes, offsets, attempts,
 * control. The protocol is in docs/delivery.md.
 */
package dev.shakedown.attackworker.delivery;
