package dev.shakedown.jobapi.lifecycle;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Where a campaign stands, and what may be done with it then. */
@Schema(
        description =
                "EXPANDING: jobs are still being published. RUNNING: all are with the workers. PAUSED: workers leave "
                        + "them alone until somebody resumes it. CANCELLED: they are left alone for good, unless somebody "
                        + "retries. FINISHED: all have ended.")
public enum CampaignState {
    /** Its jobs are being published. */
    EXPANDING,
    /** Its jobs are with the workers. */
    RUNNING,
    /** Its jobs wait until somebody goes on with it. */
    PAUSED,
    /** Its jobs are left alone. */
    CANCELLED,
    /** All its jobs have ended. */
    FINISHED;

    /** What people may ask for. */
    public enum Action {
        /** Stop for now. */
        PAUSE,
        /** Go on. */
        RESUME,
        /** Stop for good. */
        CANCEL,
        /** Ask again for jobs that failed or were cancelled. */
        RETRY
    }

    /** What comes of an action. */
    public sealed interface Consequence {

        /**
         * The campaign changes.
         *
         * @param next where it stands then
         */
        record Change(CampaignState next) implements Consequence {}

        /** The campaign is so already. */
        record Already() implements Consequence {}

        /** That cannot be done in this state. */
        record Conflict() implements Consequence {}
    }

    private static final Consequence ALREADY = new Consequence.Already();
    private static final Consequence PAUSES = new Consequence.Change(PAUSED);
    private static final Consequence CANCELS = new Consequence.Change(CANCELLED);
    private static final Consequence STARTS_A_ROUND = new Consequence.Change(EXPANDING);

    /** Every change that there is; what is not here is a conflict. */
    private static final Map<CampaignState, Map<Action, Consequence>> TABLE = Map.of(
            EXPANDING,
            Map.of(
                    Action.PAUSE, PAUSES,
                    Action.RESUME, ALREADY,
                    Action.CANCEL, CANCELS,
                    Action.RETRY, STARTS_A_ROUND),
            RUNNING,
            Map.of(
                    Action.PAUSE, PAUSES,
                    Action.RESUME, ALREADY,
                    Action.CANCEL, CANCELS,
                    Action.RETRY, STARTS_A_ROUND),
            PAUSED,
            Map.of(
                    Action.PAUSE, ALREADY,
                    Action.RESUME, STARTS_A_ROUND,
                    Action.CANCEL, CANCELS,
                    Action.RETRY, STARTS_A_ROUND),
            CANCELLED,
            Map.of(Action.CANCEL, ALREADY, Action.RETRY, STARTS_A_ROUND),
            FINISHED,
            Map.of(Action.RETRY, STARTS_A_ROUND));

    /** What comes of an action in this state; whether there is anything to retry is another question. */
    public Consequence on(Action action) {
        return TABLE.getOrDefault(this, Map.of()).getOrDefault(action, new Consequence.Conflict());
    }

    /** The actions that are no conflict in this state. */
    public Set<Action> allowed() {
        Set<Action> allowed = EnumSet.noneOf(Action.class);
        for (Action action : Action.values()) {
            if (!(on(action) instanceof Consequence.Conflict)) {
                allowed.add(action);
            }
        }
        return allowed;
    }

    /** Whether nothing happens any more unless somebody asks for it, and nobody waits for that. */
    public boolean ended() {
        return this == CANCELLED || this == FINISHED;
    }
}
