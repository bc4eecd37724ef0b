package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A campaign with every default filled in: the product of its lists is the set of its jobs, but for attacks that are
 * done once for all images or all budgets.
 *
 * @param schema version of this document, {@value #SCHEMA}
 * @param name what people call it
 * @param images photographs to blur, or images that are blurred already
 * @param blurs how sharp images are blurred; an image that is blurred already passes by them
 * @param networks ids of the networks to attack
 * @param evaluateOn ids of the networks on which every perturbation is judged besides the one it was crafted on; not
 *     written where there are none
 * @param attacks what the perturbation is to achieve, and how it is sought
 * @param budgets bounds of the perturbation's max norm, in 255ths; see {@link #budgetsOf}
 * @param seed the number that every random start derives from
 * @param seeds how many seeds each job is done with: that one, and those that follow it; null, and not written, where
 *     that is one
 * @param priority whose jobs workers take first; not written where it is normal
 * @param retention what is kept of its jobs besides numbers; not written where it is all
 * @param furtherMetrics what is measured of its jobs beyond what every job has, sorted; not written where that is
 *     nothing
 * @param keepOutputs true where outputs are kept as arrays, besides pictures; else null, and not written
 * @param published figures of a paper that the campaign repeats; not written where there are none
 */
public record Campaign(
        int schema,
        String name,
        List<ImageSource> images,
        List<BlurSpec> blurs,
        List<String> networks,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> evaluateOn,
        List<AttackSpec> attacks,
        List<Double> budgets,
        long seed,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer seeds,

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Priority.Usual.class)
        Priority priority,

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Retention.Usual.class)
        Retention retention,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> furtherMetrics,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean keepOutputs,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PublishedFigure> published) {

    /** The version that this code writes. */
    public static final int SCHEMA = 1;

    @JsonCreator
    @SuppressWarnings("ConstantValue") // Jackson passes null for what is not written.
    public Campaign {
        images = List.copyOf(images);
        blurs = List.copyOf(blurs);
        networks = List.copyOf(networks);
        evaluateOn = evaluateOn == null ? List.of() : List.copyOf(evaluateOn);
        attacks = List.copyOf(attacks);
        budgets = List.copyOf(budgets);
        seeds = seeds == null || seeds == 1 ? null : seeds;
        priority = priority == null ? Priority.NORMAL : priority;
        retention = retention == null ? Retention.ALL : retention;
        furtherMetrics = furtherMetrics == null ? List.of() : List.copyOf(furtherMetrics);
        keepOutputs = Boolean.TRUE.equals(keepOutputs) ? true : null;
        published = published == null ? List.of() : List.copyOf(published);
    }

    /** How many seeds each job is done with, at least 1. */
    public int seedCount() {
        return seeds == null ? 1 : seeds;
    }

    /** The budgets that an attack is done with: all, or the first where it leaves the image alone and none matters. */
    public List<Double> budgetsOf(AttackSpec attack) {
        return attack.perturbsImage() ? budgets : budgets.subList(0, Math.min(1, budgets.size()));
    }

    /** Whether outputs are kept as arrays, besides pictures. */
    public boolean keepsOutputs() {
        return keepOutputs != null;
    }

    /** A campaign that keeps all artifacts. */
    public Campaign(
            int schema,
            String name,
            List<ImageSource> images,
            List<BlurSpec> blurs,
            List<String> networks,
            List<String> evaluateOn,
            List<AttackSpec> attacks,
            List<Double> budgets,
            long seed,
            Priority priority) {
        this(
                schema,
                name,
                images,
                blurs,
                networks,
                evaluateOn,
                attacks,
                budgets,
                seed,
                1,
                priority,
                Retention.ALL,
                List.of(),
                false,
                List.of());
    }

    /** A campaign of normal priority that keeps all artifacts. */
    public Campaign(
            int schema,
            String name,
            List<ImageSource> images,
            List<BlurSpec> blurs,
            List<String> networks,
            List<String> evaluateOn,
            List<AttackSpec> attacks,
            List<Double> budgets,
            long seed) {
        this(schema, name, images, blurs, networks, evaluateOn, attacks, budgets, seed, Priority.NORMAL);
    }
}
