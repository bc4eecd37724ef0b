package dev.shakedown.attackworker.edit;

import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Patch;
import dev.shakedown.imaging.image.PlanarImage;
import org.jspecify.annotations.Nullable;

/** The target of a localised attack: the sharp image with one region edited. */
public final class PatchedTarget {

    private PatchedTarget() {}

    /**
     * Makes the target.
     *
     * @param sharp x
     * @param picture the patch, exactly if it is a picture
     * @throws IllegalArgumentException if the region leaves the image, the picture has another size, or the text cannot
     *     be drawn
     */
    public static PlanarImage of(PlanarImage sharp, Objective.Localised edit, @Nullable PlanarImage picture) {
        PlanarImage patch = picture;
        if (edit.patch() instanceof Patch.Text text) {
            PlanarImage ground = RegionEdit.cut(sharp, edit.rectangle());
            String background = text.background();
            patch = Lettering.write(
                    background == null ? ground : Colour.parse(background).fill(ground.height(), ground.width()),
                    text.text(),
                    Colour.parse(text.colour()));
        }
        if (patch == null) {
            throw new IllegalArgumentException("patch: its picture is missing");
        }
        return RegionEdit.paste(sharp, edit.rectangle(), patch);
    }
}
