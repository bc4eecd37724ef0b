package dev.shakedown.cli.report;

import dev.shakedown.client.StubServices;
import java.util.Locale;

/** Views of a campaign on a network called wiener, attacked untargeted and towards a target, judged on another, too. */
public final class StubViews {

    private StubViews() {}

    /** Has a stub answer with them. */
    public static void addTo(StubServices services) {
        services.view("paper-table", """
                [{"campaign_id": "campaign-0", "campaign": "c", "data_set": "levin", "network": "wiener",
                  "network_kind": "non-blind", "norm": "linf", "budget": 4.0, "untargeted_jobs": 2, "targeted_jobs": 2,
                  "clean_to_source_psnr": 30.0, "clean_to_source_ncc": 0.99, "clean_to_target_psnr": 8.0,
                  "clean_to_target_ncc": -0.2, "untargeted_to_source_psnr": 15.5, "untargeted_to_source_ncc": 0.8,
                  "targeted_to_source_psnr": "Infinity", "targeted_to_source_ncc": null,
                  "targeted_to_target_psnr": 12.0, "targeted_to_target_ncc": 0.3}]""");
        services.view(
                "robustness-curve",
                "[%s, %s]".formatted(curve("untargeted", "null", "null"), curve("targeted", "-0.2", "0.3")));
        services.view("transfer-matrix", "[%s, %s]".formatted(transfer("wiener", 15.5), transfer("mprnet", 28)));
        services.view("worst-cases", """
                [{"crafted_on": "wiener", "judged_on": "wiener", "objective": "untargeted", "norm": "linf", "budget": 4.0,
                  "rank": 1, "ordinal": 0, "job_id": "0123456789abcdef", "image": "astronaut", "target": null,
                  "kernel_size": 17, "damage": 14.5, "clean_to_sharp_psnr": 30.0, "attacked_to_sharp_psnr": 15.5,
                  "lipschitz": 9.5}]""");
    }

    private static String curve(String objective, String clean, String attacked) {
        return """
                {"crafted_on": "wiener", "judged_on": "wiener", "objective": "%s", "norm": "linf", "steps": 40,
                 "budget": 4.0, "jobs": 2, "clean_to_sharp_psnr": 30.0, "attacked_to_sharp_psnr": 15.5,
                 "attacked_to_sharp_psnr_deviation": 0.25, "clean_to_target_ncc": %s, "attacked_to_target_ncc": %s,
                 "lipschitz": 9.5}""".formatted(objective, clean, attacked);
    }

    private static String transfer(String judge, double attacked) {
        return String.format(Locale.ROOT, """
                {"crafted_on": "wiener", "judged_on": "%s", "objective": "untargeted", "budget": 4.0, "jobs": 2,
                 "clean_to_sharp_psnr": 30.0, "attacked_to_sharp_psnr": %s}""", judge, attacked);
    }
}
