/** Measures the attack loop's speed; run by {@code ./shakedown bench attack}. */
package dev.shakedown.attackworker.attack.bench;
