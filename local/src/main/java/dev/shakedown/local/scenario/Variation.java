package dev.shakedown.local.scenario;

import dev.shakedown.local.simulation.Delivery;
import dev.shakedown.local.simulation.Pool;
import dev.shakedown.local.simulation.Scaling;
import dev.shakedown.local.simulation.Scenario;
import dev.shakedown.local.simulation.Spot;
import dev.shakedown.local.submission.InvalidDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * One setting of a scenario, with several values to be tried.
 *
 * @param setting its name
 * @param values as they are written
 */
public record Variation(String setting, List<String> values) {

    /** A scenario with one setting changed to a number. */
    @FunctionalInterface
    private interface Change {
        Scenario to(Scenario scenario, double value);
    }

    private static final Map<String, Change> CHANGES = changes();

    public Variation {
        values = List.copyOf(values);
    }

    /**
     * Reads one such as {@code lagThreshold=1,5,20}.
     *
     * @throws InvalidDocument if it is none
     */
    public static Variation parse(String option, String text) {
        String[] parts = text.split("=", -1);
        if (parts.length != 2 || parts[1].isBlank()) {
            throw invalid(option + ": " + text + ": must be a setting and its values, such as lagThreshold=1,5,20");
        }
        if (!CHANGES.containsKey(parts[0])) {
            throw invalid(option + ": " + parts[0] + ": must be one of " + String.join(", ", CHANGES.keySet())
                    + Fields.didYouMean(parts[0], CHANGES.keySet()));
        }
        return new Variation(parts[0], List.of(parts[1].split(",", -1)));
    }

    /**
     * A scenario with each of the values, by what to call it.
     *
     * @throws InvalidDocument if a value makes no sense, or the scenario has no such setting
     */
    public List<ScenarioDocument> of(ScenarioDocument document) {
        Change change = CHANGES.get(setting);
        if (change == null) {
            throw new IllegalStateException("no setting " + setting);
        }
        List<ScenarioDocument> varied = new ArrayList<>();
        for (String value : values) {
            try {
                varied.add(new ScenarioDocument(
                        document.name() + " " + setting + "=" + value.strip(),
                        change.to(document.scenario(), Double.parseDouble(value))));
            } catch (NumberFormatException e) {
                throw invalid(setting + ": " + value + ": must be a number");
            } catch (IllegalArgumentException e) {
                throw invalid(setting + ": " + value + ": " + e.getMessage());
            }
        }
        return varied;
    }

    private static Map<String, Change> changes() {
        Map<String, Change> changes = new TreeMap<>();
        changes.put("lagThreshold", (scenario, value) -> keda(scenario, keda -> keda.withLagThreshold(whole(value))));
        changes.put("cooldown", (scenario, value) -> keda(scenario, keda -> keda.withCooldown(value)));
        changes.put("max", (scenario, value) -> keda(scenario, keda -> keda.withMax(whole(value))));
        changes.put(
                "workers",
                (scenario, value) -> pools(scenario, pool -> pool.withScaling(new Scaling.Fixed(whole(value)))));
        changes.put("partitions", (scenario, value) -> scenario.withPartitions(whole(value)));
        changes.put(
                "chunk",
                (scenario, value) -> scenario.withWork(scenario.work().stream()
                        .map(group -> group.withChunk(whole(value)))
                        .toList()));
        changes.put("slots", (scenario, value) -> pools(scenario, pool -> pool.withSlots(whole(value))));
        changes.put("leg", (scenario, value) -> scenario.withDelivery(leg(scenario.delivery(), value)));
        changes.put(
                "interruptionsPerHour",
                (scenario, value) -> pools(
                        scenario,
                        pool -> pool.withSpot(new Spot(value, pool.spot().notice()))));
        changes.put(
                "notice",
                (scenario, value) -> pools(
                        scenario, pool -> pool.withSpot(new Spot(pool.spot().interruptionsPerHour(), value))));
        return changes;
    }

    private static int whole(double value) {
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("must be a whole number");
        }
        return (int) value;
    }

    private static Scenario keda(Scenario scenario, UnaryOperator<Scaling.Keda> change) {
        if (scenario.pools().stream().noneMatch(pool -> pool.scaling() instanceof Scaling.Keda)) {
            throw new IllegalArgumentException("is of scaling by keda, and no pool is scaled so");
        }
        return pools(
                scenario,
                pool -> pool.scaling() instanceof Scaling.Keda keda ? pool.withScaling(change.apply(keda)) : pool);
    }

    private static Scenario pools(Scenario scenario, UnaryOperator<Pool> change) {
        return scenario.withPools(scenario.pools().stream().map(change).toList());
    }

    private static Delivery leg(Delivery delivery, double leg) {
        return new Delivery(
                leg, delivery.attempts(), delivery.sessionTimeout(), delivery.drainTimeout(), delivery.rebalance());
    }

    private static InvalidDocument invalid(String line) {
        return new InvalidDocument(List.of(line));
    }
}
