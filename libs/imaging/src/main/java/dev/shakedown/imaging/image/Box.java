package dev.shakedown.imaging.image;

/** A rectangle of pixels in a picture. */
record Box(int left, int top, int width, int height) {

    /** The largest box with the shape of another size, in the middle of this one. */
    Box largestOfShape(int shapeWidth, int shapeHeight) {
        int wide = (int) Math.min(width, Math.max(1, Math.round((double) height * shapeWidth / shapeHeight)));
        int high = (int) Math.min(height, Math.max(1, Math.round((double) width * shapeHeight / shapeWidth)));
        return middle(wide, high);
    }

    /** A box in the middle of this one; an odd rest is on its right and below. */
    Box middle(int wide, int high) {
        return new Box(left + (width - wide) / 2, top + (height - high) / 2, wide, high);
    }

    /** With rows and columns swapped. */
    Box transposed() {
        return new Box(/* left= */ top, /* top= */ left, /* width= */ height, /* height= */ width);
    }

    boolean hasSize(int otherWidth, int otherHeight) {
        return width == otherWidth && height == otherHeight;
    }

    /** Such as {@code 640x480}. */
    String size() {
        return width + "x" + height;
    }
}
