package dev.shakedown.jobapi.lifecycle;

import static dev.shakedown.contract.http.CampaignState.CANCELLED;
import static dev.shakedown.contract.http.CampaignState.EXPANDING;
import static dev.shakedown.contract.http.CampaignState.FINISHED;
import static dev.shakedown.contract.http.CampaignState.PAUSED;
import static dev.shakedown.contract.http.CampaignState.RUNNING;

import dev.shakedown.contract.http.CampaignState;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What each action does to a campaign in each state. */
public final class CampaignTransitions {

    private static final Consequence ALREADY = new Consequence.Already();
    private static final Consequence CONFLICT = new Consequence.Conflict();
    private static final Consequence PAUSES = new Consequence.Change(PAUSED);
    private static final Consequence CANCELS = new Consequence.Change(CANCELLED);
    private static final Consequence STARTS_A_ROUND = new Consequence.Change(EXPANDING);

    private static final Map<Action, Consequence> ACTIVE = Map.of(
            Action.PAUSE, PAUSES,
            Action.RESUME, ALREADY,
            Action.CANCEL, CANCELS,
            Action.RETRY, STARTS_A_ROUND);

    /** Every change that there is; what is not here is a conflict. */
    private static final Map<CampaignState, Map<Action, Consequence>> TABLE = Map.of(
            EXPANDING,
            ACTIVE,
            RUNNING,
            ACTIVE,
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

    private CampaignTransitions() {}

    /** An action of a user on a campaign. */
    public enum Action {
        /** Stop for now. */
        PAUSE,
        /** Go on. */
        RESUME,
        /** Stop for good. */
        CANCEL,
        /** Run jobs again that failed or were cancelled. */
        RETRY
    }

    /** The effect of an action. */
    public sealed interface Consequence {

        record Change(CampaignState next) implements Consequence {}

        /** The campaign is in that state. */
        record Already() implements Consequence {}

        /** The state does not allow the action. */
        record Conflict() implements Consequence {}
    }

    /** The effect of an action in a state; whether any job needs a retry is not decided here. */
    public static Consequence on(CampaignState state, Action action) {
        return TABLE.getOrDefault(state, Map.of()).getOrDefault(action, CONFLICT);
    }

    /** The actions that are no conflict in a state. */
    public static Set<Action> allowed(CampaignState state) {
        Set<Action> allowed = EnumSet.allOf(Action.class);
        allowed.removeIf(action -> on(state, action) instanceof Consequence.Conflict);
        return allowed;
    }
}
