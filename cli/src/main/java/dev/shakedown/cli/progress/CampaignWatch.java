package dev.shakedown.cli.progress;

import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.ServiceFailure;
import dev.shakedown.contract.http.CampaignStatus;
import java.time.Duration;

/** Asks after a campaign until every job has ended or it was cancelled; while it is paused, on and on. */
public final class CampaignWatch {

    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(400);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final JobApiClient api;
    private final ProgressDisplay display;

    /** Watches through an API and shows what it sees. */
    public CampaignWatch(JobApiClient api, ProgressDisplay display) {
        this.api = api;
        this.display = display;
    }

    /**
     * Returns the campaign's last status. A service that restarts meanwhile is waited for, up to a minute.
     *
     * @param id the campaign
     * @param precondition called before every question; throws if there is no point in asking any more
     * @throws ServiceFailure if the services do not answer any more
     */
    public CampaignStatus untilFinished(String id, Runnable precondition) throws InterruptedException {
        long lastAnswer = System.nanoTime();
        while (true) {
            precondition.run();
            try {
                CampaignStatus status = api.campaign(id);
                lastAnswer = System.nanoTime();
                display.show(status);
                if (status.state().ended()) {
                    return status;
                }
            } catch (ServiceFailure failure) {
                if (!mayPass(failure) || System.nanoTime() - lastAnswer > PATIENCE.toNanos()) {
                    throw failure;
                }
                display.note("waiting: " + failure.getMessage());
            }
            Thread.sleep(BETWEEN_QUESTIONS.toMillis());
        }
    }

    private static boolean mayPass(ServiceFailure failure) {
        return failure instanceof ServiceFailure.Unreachable
                || (failure instanceof ServiceFailure.Refused refused
                        && !refused.problem().callersMistake());
    }
}
