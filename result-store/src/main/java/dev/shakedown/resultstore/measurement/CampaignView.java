package dev.shakedown.resultstore.measurement;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A view whose rows belong to a campaign each. */
public enum CampaignView {
    PAPER_TABLE(
            "paper-table",
            "paper_table",
            "data_set, network, objective, target, attacks NULLS FIRST, attack, norm, budget"),
    ROBUSTNESS_CURVE(
            "robustness-curve",
            "robustness_curve",
            "crafted_on, judged_on, objective, target, attacks NULLS FIRST, attack, norm, network_kind, budget"),
    KERNEL_SIZE_EFFECT(
            "kernel-size-effect",
            "kernel_size_effect",
            "crafted_on, judged_on, objective, target, attacks NULLS FIRST, attack, norm, budget, kernel_type, kernel_size"),
    TRANSFER_MATRIX(
            "transfer-matrix",
            "transfer_matrix",
            "objective, target, attacks NULLS FIRST, attack, norm, budget, crafted_on, judged_on"),
    WORST_CASES("worst-cases", "worst_cases", "crafted_on, judged_on, objective, attack, norm, budget, rank"),
    WARNINGS("warnings", "campaign_warning", "code, network");

    private final String word;
    private final String view;
    private final String order;

    CampaignView(String word, String view, String order) {
        this.word = word;
        this.view = view;
        this.order = order;
    }

    /** The view of that name. */
    public static Optional<CampaignView> of(String word) {
        return Arrays.stream(values()).filter(view -> view.word.equals(word)).findFirst();
    }

    /** The names of all views. */
    public static String words() {
        return Arrays.stream(values()).map(CampaignView::word).collect(Collectors.joining(", "));
    }

    /** What requests call it. */
    public String word() {
        return word;
    }

    String view() {
        return view;
    }

    String order() {
        return order;
    }
}
