package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A figure of a paper that a campaign repeats. Tables show it beside the measured one; it changes no job.
 *
 * @param network id of one of the campaign's networks
 * @param attack name of one of the campaign's attacks; null for the output without an attack
 * @param budget in 255ths, one of the campaign's; null exactly where {@code attack} is
 * @param psnr of the output to the sharp image, in dB, as a mean over images
 * @param source where it was published; null where nothing is said
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PublishedFigure(
        String network,
        @Nullable String attack,
        @Nullable Double budget,
        double psnr,
        @Nullable String source) {}
