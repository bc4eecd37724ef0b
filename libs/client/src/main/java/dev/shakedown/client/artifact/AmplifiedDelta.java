package dev.shakedown.client.artifact;

import dev.shakedown.imaging.array.NpyArray;
import dev.shakedown.imaging.array.NpyDecoder;
import dev.shakedown.imaging.array.NpyDecoding;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.image.PngEncoder;

/** Makes a perturbation visible: 0.5 + delta / (2 epsilon), so that the whole budget fills the whole range. */
final class AmplifiedDelta {

    private static final int MOST_ELEMENTS = 3 * 4_194_304;

    private AmplifiedDelta() {}

    /**
     * Draws delta.
     *
     * @param npy delta as an NPY file of shape (3, H, W)
     * @param epsilon the budget on the scale of [0,1]
     * @return the bytes of a PNG
     * @throws BrokenArtifact if that is not what the file holds
     */
    static byte[] png(byte[] npy, double epsilon) {
        NpyDecoding decoding = NpyDecoder.decode(npy, MOST_ELEMENTS);
        if (decoding instanceof NpyDecoding.Decoded decoded && isImage(decoded.array())) {
            return PngEncoder.encode(amplified(decoded.array(), epsilon));
        }
        throw new BrokenArtifact("the perturbation is not an NPY array of shape (3, H, W)");
    }

    private static boolean isImage(NpyArray array) {
        return array.shape().dimensions() == 3 && array.shape().side(0) == PlanarImage.CHANNELS;
    }

    private static PlanarImage amplified(NpyArray delta, double epsilon) {
        float[] values = delta.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.5 + values[i] / (2 * epsilon));
        }
        return PlanarImage.of(delta.shape().side(1), delta.shape().side(2), values);
    }
}
