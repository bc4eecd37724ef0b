package dev.shakedown.contract.campaign;

/**
 * How the light of each pixel is spread: the same everywhere ({@link KernelSpec}), by a kernel of its place
 * ({@link KernelGrid}), or along the path of a camera that shifts and turns ({@link CameraPath}).
 */
public sealed interface BlurModel permits KernelSpec, KernelGrid, CameraPath {

    /**
     * How far in pixels, along either axis, the light of one pixel can get, at most. A blur with {@link Boundary#VALID}
     * loses this many pixels on every side.
     *
     * @param width of the image in pixels
     * @param height of the image in pixels
     */
    int reach(int width, int height);
}
