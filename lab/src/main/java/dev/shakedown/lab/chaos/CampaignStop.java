package dev.shakedown.lab.chaos;

import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.ServiceFailure;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.CampaignState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Stops campaigns, and has them go on, whichever services answer. Thread-safe. */
final class CampaignStop {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final List<JobApiClient> replicas;
    private volatile SubmittedCampaign newest;

    CampaignStop(List<JobApiClient> replicas, SubmittedCampaign first) {
        this.replicas = replicas;
        this.newest = first;
    }

    /** Names the campaign that is stopped next. */
    void of(SubmittedCampaign campaign) {
        newest = campaign;
    }

    /**
     * Stops the newest campaign.
     *
     * @param action {@code pause} or {@code cancel}
     * @return whether it can be that it stopped; false if it had ended
     */
    boolean stop(String action) {
        for (JobApiClient replica : replicas) {
            try {
                if (replica.campaign(newest.id()).state() == CampaignState.FINISHED) {
                    return false;
                }
                replica.act(newest.id(), action);
                return true;
            } catch (ServiceFailure.Refused e) {
                if (e.problem().callersMistake()) {
                    return false;
                }
            } catch (ServiceFailure e) {
                // The next one is asked.
            }
        }
        return true;
    }

    /**
     * Has the newest campaign go on; tries until a service answers.
     *
     * @param action {@code resume} or {@code retry}
     */
    void goOn(String action) throws InterruptedException {
        Instant latest = Instant.now().plus(PATIENCE);
        for (int attempt = 0; ; attempt++) {
            try {
                replicas.get(attempt % replicas.size()).act(newest.id(), action);
                return;
            } catch (ServiceFailure e) {
                if (e instanceof ServiceFailure.Refused refused
                        && refused.problem().callersMistake()) {
                    // It has ended, or it was never stopped.
                    return;
                }
                if (Instant.now().isAfter(latest)) {
                    throw e;
                }
                Thread.sleep(500);
            }
        }
    }
}
