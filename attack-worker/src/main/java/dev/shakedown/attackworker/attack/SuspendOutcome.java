package dev.shakedown.attackworker.attack;

/** What comes of taking an attack out of a batch before its end. */
public sealed interface SuspendOutcome {

    /** It can go on elsewhere. */
    record Suspended(AttackState state) implements SuspendOutcome {}

    /** It had ended, unnoticed so far, with numbers that are not finite. */
    record Broken(AttackOutcome.NotFinite outcome) implements SuspendOutcome {}
}
