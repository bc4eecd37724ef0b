package dev.shakedown.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.shakedown.contract.Warning;
import java.util.List;

/** How a job ended. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "status")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JobOutcome.Succeeded.class, name = "SUCCEEDED"),
    @JsonSubTypes.Type(value = JobOutcome.Failed.class, name = "FAILED")
})
public sealed interface JobOutcome {

    /**
     * The attack ran to its end. Whether it fooled the network is for the numbers to say.
     *
     * @param evaluation the numbers on the first judge, which is the network under attack unless that computes in less
     *     than fp32
     * @param evaluations the numbers on every judge, the first one's first
     * @param trace the objective on the way
     * @param artifacts its files
     * @param secondsPerStep mean wall-clock time of one update
     * @param earlier the numbers after each step of {@code evaluateAt}, on every judge; not written where there are
     *     none
     * @param warnings what makes these numbers weaker than they look; not written where there is nothing
     */
    record Succeeded(
            Evaluation evaluation,
            List<JudgedEvaluation> evaluations,
            List<TracePoint> trace,
            List<ArtifactRef> artifacts,
            double secondsPerStep,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<StepEvaluation> earlier,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Warning> warnings)
            implements JobOutcome {

        @JsonCreator
        @SuppressWarnings("ConstantValue") // Jackson passes null for what is not written.
        public Succeeded {
            evaluations = List.copyOf(evaluations);
            trace = List.copyOf(trace);
            artifacts = List.copyOf(artifacts);
            earlier = earlier == null ? List.of() : List.copyOf(earlier);
            warnings = warnings == null ? List.of() : List.copyOf(warnings);
        }

        /** Judged after the last step alone. */
        public Succeeded(
                Evaluation evaluation,
                List<JudgedEvaluation> evaluations,
                List<TracePoint> trace,
                List<ArtifactRef> artifacts,
                double secondsPerStep,
                List<Warning> warnings) {
            this(evaluation, evaluations, trace, artifacts, secondsPerStep, List.of(), warnings);
        }

        /** Without warnings. */
        public Succeeded(
                Evaluation evaluation,
                List<JudgedEvaluation> evaluations,
                List<TracePoint> trace,
                List<ArtifactRef> artifacts,
                double secondsPerStep) {
            this(evaluation, evaluations, trace, artifacts, secondsPerStep, List.of());
        }
    }

    /**
     * The attack could not be run to its end.
     *
     * @param code a stable word for programs, such as {@code not-finite} or {@code unknown-network}
     * @param message what happened and at which step, human-readable
     */
    record Failed(String code, String message) implements JobOutcome {}
}
