package dev.shakedown.local.scenario;

import dev.shakedown.local.simulation.HpaBehaviour;
import dev.shakedown.local.simulation.Kind;
import dev.shakedown.local.simulation.Nodes;
import dev.shakedown.local.simulation.Overheads;
import dev.shakedown.local.simulation.PassTimes;
import dev.shakedown.local.simulation.Pool;
import dev.shakedown.local.simulation.Scaling;
import dev.shakedown.local.simulation.Slowdown;
import dev.shakedown.local.simulation.Spot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a scenario's pool. */
final class PoolFields {

    private static final int MOST_WORKERS = 10_000;
    private static final int MANY = 1_000_000_000;
    private static final String SIZE = "[1-9][0-9]{0,4}x[1-9][0-9]{0,4}";

    private PoolFields() {}

    static Pool read(Fields fields, Map<Kind, PassTimes> given) {
        Pool pool = new Pool(
                fields.text("name", "workers"),
                fields.text("queue", ""),
                passes(fields, given),
                fields.whole("slots", 8, 1, 1000),
                fields.whole("plan", 0, 0, 1000),
                overheads(fields.object("overheads")),
                slowdown(fields),
                nodes(fields.object("nodes")),
                spot(fields.object("spot")),
                scaling(fields));
        fields.refuseOthers();
        return pool;
    }

    /** A size such as 640x480. */
    static String size(Fields fields) {
        String size = fields.text("size", null);
        if (!size.isEmpty() && !size.matches(SIZE)) {
            fields.wrong("size", "must be width and height in pixels, such as 640x480");
        }
        return size;
    }

    private static Map<Kind, PassTimes> passes(Fields fields, Map<Kind, PassTimes> given) {
        Map<Kind, PassTimes> passes = new HashMap<>(given);
        if (!fields.has("passes") && !given.isEmpty()) {
            return passes;
        }
        for (Fields entry : fields.objects("passes")) {
            String network = entry.text("network", null);
            String size = size(entry);
            TreeMap<Integer, Double> seconds = entry.numbersByCount("seconds");
            if (seconds.containsKey(1)) {
                passes.put(new Kind(network, size), new PassTimes(seconds));
            } else {
                entry.wrong("seconds", "must have the seconds of a pass with 1 image, such as {1: 0.5, 4: 1.2}");
            }
            entry.refuseOthers();
        }
        return passes;
    }

    private static Overheads overheads(Fields fields) {
        Overheads overheads = new Overheads(
                fields.number("load", 0.0, 0),
                fields.number("prepare", 0.0, 0),
                fields.number("begin", 0.0, 0),
                fields.number("evaluate", 0.0, 0),
                fields.number("publish", 0.0, 0),
                fields.number("store", 0.0, 0),
                fields.number("release", 0.0, 0));
        fields.refuseOthers();
        return overheads;
    }

    private static Slowdown slowdown(Fields fields) {
        return new Slowdown(fields.numbersByCount("slowdown"));
    }

    private static Nodes nodes(Fields fields) {
        Nodes nodes = new Nodes(
                fields.number("boot", 0.0, 0),
                fields.number("imagePull", 0.0, 0),
                fields.number("workerStart", 0.0, 0),
                fields.number("linger", 0.0, 0),
                fields.number("pricePerHour", 0.0, 0),
                fields.whole("gpus", 1, 0, 64));
        fields.refuseOthers();
        return nodes;
    }

    private static Spot spot(Fields fields) {
        Spot spot = new Spot(fields.number("interruptionsPerHour", 0.0, 0), fields.number("notice", 0.0, 0));
        fields.refuseOthers();
        return spot;
    }

    private static Scaling scaling(Fields pool) {
        Fields fields = pool.object("scaling");
        String type = fields.text("type", "fixed");
        Scaling scaling = new Scaling.Fixed(1);
        if (type.equals("fixed")) {
            scaling = new Scaling.Fixed(fields.whole("workers", null, 1, MOST_WORKERS));
        } else if (type.equals("keda")) {
            scaling = keda(fields);
        } else {
            fields.wrong("type", "must be fixed or keda" + Fields.didYouMean(type, List.of("fixed", "keda")));
            return scaling;
        }
        fields.refuseOthers();
        return scaling;
    }

    private static Scaling keda(Fields fields) {
        int min = fields.whole("min", 0, 0, MOST_WORKERS);
        int max = fields.whole("max", null, 1, MOST_WORKERS);
        boolean idle = fields.truth("allowIdleConsumers", false);
        boolean withLag = fields.truth("limitToPartitionsWithLag", false);
        if (max < min) {
            fields.wrong("max", "must be at least min, " + min);
        }
        if (idle && withLag) {
            fields.wrong("limitToPartitionsWithLag", "must be false with allowIdleConsumers, as KEDA refuses both");
        }
        return new Scaling.Keda(
                min,
                Math.max(min, max),
                fields.whole("lagThreshold", null, 1, MANY),
                fields.whole("activationLag", 0, 0, MANY),
                fields.positive("pollingInterval", 30.0),
                fields.number("cooldown", 300.0, 0),
                idle,
                withLag && !idle,
                behaviour(fields.object("behaviour")));
    }

    private static HpaBehaviour behaviour(Fields fields) {
        HpaBehaviour usual = HpaBehaviour.DEFAULT;
        HpaBehaviour behaviour = new HpaBehaviour(
                fields.positive("sync", usual.sync()),
                fields.number("tolerance", usual.tolerance(), 0),
                fields.number("upStabilisation", usual.upStabilisation(), 0),
                fields.whole("upPercent", usual.upPercent(), 0, MANY),
                fields.whole("upPods", usual.upPods(), 0, MOST_WORKERS),
                fields.positive("upPeriod", usual.upPeriod()),
                fields.number("downStabilisation", usual.downStabilisation(), 0),
                fields.whole("downPercent", usual.downPercent(), 0, 100),
                fields.whole("downPods", usual.downPods(), 0, MOST_WORKERS),
                fields.positive("downPeriod", usual.downPeriod()));
        fields.refuseOthers();
        return behaviour;
    }
}
