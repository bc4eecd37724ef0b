package dev.shakedown.attackworker.job;

import dev.shakedown.attackworker.attack.AttackOutcome;

/** How a result says that numbers stopped being finite. */
final class NotFinite {

    private NotFinite() {}

    static String message(AttackOutcome.NotFinite outcome) {
        return outcome.what() + " is not a finite number after step " + outcome.step();
    }
}
