package dev.shakedown.cli.progress;

import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.ServiceFailure;
import dev.shakedown.contract.http.CampaignStatus;
import java.io.PrintWriter;
import java.time.Duration;

/** Polls a campaign until every job has ended or the campaign is cancelled. A paused campaign is polled until then. */
public final class CampaignWatch {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(400);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final JobApiClient api;
    private final ProgressDisplay display;

    /** Watches through an API and shows what it sees on a writer to standard error. */
    public CampaignWatch(JobApiClient api, PrintWriter err) {
        this.api = api;
        this.display = new ProgressDisplay(err);
    }

    /**
     * Returns the campaign's last status. It waits up to a minute for a service that restarts.
     *
     * @param id the campaign
     * @param precondition called before every poll; throws to end the watch
     * @throws ServiceFailure if the services do not answer for a minute
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
            Thread.sleep(POLL_INTERVAL.toMillis());
        }
    }

    private static boolean mayPass(ServiceFailure failure) {
        return failure instanceof ServiceFailure.Unreachable
                || (failure instanceof ServiceFailure.Refused refused
                        && !refused.problem().callersMistake());
    }
}
