package dev.shakedown.cli.command;

import dev.shakedown.client.ResultQuery;
import dev.shakedown.contract.campaign.NameRule;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which results are wanted; result-store does the choosing. */
final class ResultFilters {

    @Option(
            names = "--sort",
            paramLabel = "ORDER",
            description =
                    "ordinal (the campaign's order, default), damage, change, target or lipschitz: the worst first.")
    private @Nullable String sort;

    @Option(names = "--limit", paramLabel = "N", description = "The first so many only.")
    private @Nullable Integer limit;

    @Option(names = "--network", paramLabel = "ID", description = "Attacked on this network.")
    private @Nullable String network;

    @Option(
            names = "--objective",
            paramLabel = "WORD",
            description = "untargeted, targeted, localised or ground-truth.")
    private @Nullable String objective;

    @Option(names = "--budget", paramLabel = "N", description = "With this budget, in 255ths.")
    private @Nullable String budget;

    @Option(names = "--image", paramLabel = "NAME", description = "Of this image.")
    private @Nullable String image;

    @Option(names = "--data-set", paramLabel = "NAME", description = "Of images of this data set.")
    private @Nullable String dataSet;

    @Option(names = "--judge", paramLabel = "ID", description = "Judged on this network, whose numbers then sort.")
    private @Nullable String judge;

    @Option(names = "--target", paramLabel = "NAME", description = "Towards this target.")
    private @Nullable String target;

    @Option(names = "--norm", paramLabel = "NORM", description = "With the budget in this norm: linf or l2.")
    private @Nullable String norm;

    @Option(names = "--kernel-size", paramLabel = "N", description = "With a kernel of this side, in pixels.")
    private @Nullable String kernelSize;

    @Option(names = "--state", paramLabel = "STATE", description = "succeeded or failed.")
    private @Nullable String state;

    @Option(names = "--code", paramLabel = "CODE", description = "Failed for this reason, such as not-finite.")
    private @Nullable String code;

    @Option(names = "--warning", paramLabel = "CODE", description = "With this warning, such as no-movement.")
    private @Nullable String warning;

    @Option(names = "--attack", paramLabel = "NAME", description = "By the attack of this name.")
    private @Nullable String attack;

    /** Whether another order than the campaign's is wanted, or only the first results of it. */
    boolean isOrderOrLimitSet() {
        return sort != null || limit != null;
    }

    ResultQuery query() {
        if (limit != null && limit < 1) {
            throw CommandException.badInput("--limit: %d: must be at least 1".formatted(limit));
        }
        return new ResultQuery(parameters(), limit);
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        put(parameters, "sort", sort);
        put(parameters, "network", network);
        put(parameters, "objective", objective);
        put(parameters, "budget", budget);
        put(parameters, "image", name(image));
        put(parameters, "dataSet", name(dataSet));
        put(parameters, "judge", judge);
        put(parameters, "target", name(target));
        put(parameters, "norm", norm);
        put(parameters, "kernelSize", kernelSize);
        put(parameters, "state", state == null ? null : state.toUpperCase(Locale.ROOT));
        put(parameters, "code", code);
        put(parameters, "warning", warning);
        put(parameters, "attack", name(attack));
        return parameters;
    }

    private static @Nullable String name(@Nullable String given) {
        return given == null ? null : NameRule.normalised(given);
    }

    private static void put(Map<String, String> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }
}
