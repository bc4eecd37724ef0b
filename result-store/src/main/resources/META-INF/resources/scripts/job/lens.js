// What part of the pictures is looked at, and which pixel: the same in all of them. Numbers only, no page.

export const LARGEST = 32;
const MARGIN = 0.25;

export class Lens {
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.zoom = 1;
    this.left = 0;
    this.top = 0;
    this.pixel = null;
  }

  /** Where in the picture a point of a view is, given as shares of the view's sides. */
  placeOf(across, down) {
    return [this.left + (across * this.width) / this.zoom, this.top + (down * this.height) / this.zoom];
  }

  /** Changes the zoom so that a place of the picture stays where it is on the screen. */
  zoomTo(zoom, [x, y] = this.middle) {
    const next = Math.min(LARGEST, Math.max(1, zoom));
    const shrink = this.zoom / next;
    this.left = x - (x - this.left) * shrink;
    this.top = y - (y - this.top) * shrink;
    this.zoom = next;
    this.keepInside();
  }

  moveBy(across, down) {
    this.left += across;
    this.top += down;
    this.keepInside();
  }

  /** Points at a pixel, and moves so that it can be seen. */
  point(x, y, { follow = false } = {}) {
    this.pixel = [clamp(Math.floor(x), 0, this.width - 1), clamp(Math.floor(y), 0, this.height - 1)];
    if (!follow) return;
    const [seenX, seenY] = [this.width / this.zoom, this.height / this.zoom];
    // Not at the very edge: one wants to see what is around it.
    this.left = clamp(this.left, this.pixel[0] + 1 - seenX * (1 - MARGIN), this.pixel[0] - seenX * MARGIN);
    this.top = clamp(this.top, this.pixel[1] + 1 - seenY * (1 - MARGIN), this.pixel[1] - seenY * MARGIN);
    this.keepInside();
  }

  /** The pixel that is pointed at, else what is in the middle. */
  get middle() {
    return this.pixel ? [this.pixel[0] + 0.5, this.pixel[1] + 0.5] : this.placeOf(0.5, 0.5);
  }

  keepInside() {
    this.left = clamp(this.left, 0, this.width - this.width / this.zoom);
    this.top = clamp(this.top, 0, this.height - this.height / this.zoom);
  }
}

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
