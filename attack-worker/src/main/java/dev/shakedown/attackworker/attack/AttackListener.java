package dev.shakedown.attackworker.attack;

/** Hears how attacks come along; called on the thread that steps, so it must return at once. */
@FunctionalInterface
public interface AttackListener {

    /**
     * An attack has reached a step at which its objective was read.
     *
     * @param step updates done
     * @param objective ||N(y + delta) - r||2 there
     */
    void reached(Attack attack, int step, double objective);
}
