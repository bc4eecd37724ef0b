package dev.shakedown.contract.campaign;

/**
 * A campaign's jobs are published round by round: all of them first; later, when the campaign is resumed or wants
 * failed jobs tried again, those that still matter.
 *
 * @param number from 0
 * @param retryFailed whether failed jobs are retried, besides those that have not ended
 */
public record Round(int number, boolean retryFailed) {

    /** All jobs. */
    public static final Round FIRST = new Round(0, false);
}
