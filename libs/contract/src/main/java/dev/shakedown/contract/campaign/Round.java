package dev.shakedown.contract.campaign;

/**
 * A campaign's jobs are published round by round: all of them first; later, when somebody goes on with the campaign or
 * wants failed jobs tried again, those that still matter.
 *
 * @param number from 0
 * @param retryFailed whether jobs that failed are asked for again, besides those that have not ended
 */
public record Round(int number, boolean retryFailed) {

    /** All jobs. */
    public static final Round FIRST = new Round(0, false);
}
