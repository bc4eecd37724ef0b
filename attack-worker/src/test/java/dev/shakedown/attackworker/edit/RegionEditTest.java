package dev.shakedown.attackworker.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shakedown.attackworker.edit.Lettering.Colour;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Patch;
import dev.shakedown.contract.campaign.Rectangle;
import dev.shakedown.imaging.image.PlanarImage;
import org.junit.jupiter.api.Test;

class RegionEditTest {

    private static final PlanarImage GREY = Colour.parse("#808080").fill(7, 9);
    private static final Rectangle REGION = new Rectangle(2, 1, 4, 3);

    @Test
    void onlyTheRectangleChanges() {
        PlanarImage patch = Colour.parse("#ff0000").fill(3, 4);

        PlanarImage edited = RegionEdit.paste(GREY, REGION, patch);

        for (int row = 0; row < 7; row++) {
            for (int column = 0; column < 9; column++) {
                boolean inside = column >= 2 && column < 6 && row >= 1 && row < 4;
                assertThat(edited.values()[row * 9 + column]).isEqualTo(inside ? 1f : 128 / 255f);
            }
        }
        assertThat(RegionEdit.cut(edited, REGION)).isEqualTo(patch);
    }

    @Test
    void weightsAreOneNumberInsideAndOneOutside() {
        PlanarImage weights = RegionEdit.weights(GREY, REGION, 2, 0.25);

        assertThat(RegionEdit.cut(weights, REGION).values()).containsOnly(2f);
        double sum = 0;
        for (float weight : weights.values()) {
            sum += weight;
        }
        assertThat(sum).isEqualTo(3 * (12 * 2 + (63 - 12) * 0.25));
    }

    @Test
    void aLocalisedTargetIsTheSharpImageWithTextInTheRegion() {
        Objective.Localised edit = new Objective.Localised("x", REGION, new Patch.Text("I", "#000000", "#ffffff"));

        PlanarImage target = RegionEdit.target(GREY, edit, null);

        assertThat(RegionEdit.cut(target, REGION).values()).doesNotContain(128 / 255f);
        assertThat(RegionEdit.paste(target, REGION, RegionEdit.cut(GREY, REGION)))
                .isEqualTo(GREY);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        PlanarImage patch = Colour.parse("#ff0000").fill(3, 3);

        assertThatThrownBy(() -> RegionEdit.paste(GREY, REGION, patch))
                .hasMessage("patch: 3x3: must be 4x3, the size of the rectangle");
        assertThatThrownBy(() -> RegionEdit.cut(GREY, new Rectangle(6, 0, 4, 2)))
                .hasMessage("rectangle: left 6, top 0, 4x2: must lie inside of the image, 9x7");
    }
}
