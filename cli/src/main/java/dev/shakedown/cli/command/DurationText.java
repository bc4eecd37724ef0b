package dev.shakedown.cli.command;

import java.time.Duration;

/** A human-readable duration. */
final class DurationText {

    private static final int SECONDS_A_MINUTE = 60;
    private static final int MINUTES_AN_HOUR = 60;
    private static final int HOURS_WORTH_DAYS = 48;

    private DurationText() {}

    static String of(double seconds) {
        Duration duration = Duration.ofSeconds(Math.round(Math.min(seconds, 1e12)));
        if (duration.toSeconds() < 2 * SECONDS_A_MINUTE) {
            return duration.toSeconds() + " s";
        }
        if (duration.toMinutes() < 2 * MINUTES_AN_HOUR) {
            return duration.toMinutes() + " min";
        }
        return duration.toHours() < HOURS_WORTH_DAYS ? duration.toHours() + " h" : duration.toDays() + " days";
    }
}
