package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a perturbation is to achieve. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Objective.Untargeted.class, name = "untargeted"),
    @JsonSubTypes.Type(value = Objective.Targeted.class, name = "targeted")
})
public sealed interface Objective {

    /** Drive the output away from the clean one: maximise ||N(y + delta) - N(y)||2. */
    record Untargeted() implements Objective {}

    /**
     * Drive the output towards an image: minimise ||N(y + delta) - xTarget||2.
     *
     * @param name what people call the target
     * @param target xTarget, of the size of the image under attack
     */
    record Targeted(String name, ImageRef target) implements Objective {}
}
