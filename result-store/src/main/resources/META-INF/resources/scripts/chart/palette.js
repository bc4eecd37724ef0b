// Which colour and mark a network has: the same on all charts of a page.

const COLOURS = 8;
const MARKS = ['circle', 'square', 'triangle', 'diamond', 'down'];

export class Palette {
  /** @param {string[]} networks all that the page may show */
  constructor(networks) {
    this.places = new Map([...new Set(networks)].sort().map((network, at) => [network, at]));
  }

  place(network) {
    if (!this.places.has(network)) this.places.set(network, this.places.size);
    return this.places.get(network);
  }

  colour(network) {
    return this.colourAt(this.place(network));
  }

  mark(network) {
    return this.markAt(this.place(network));
  }

  colourAt(place) {
    return `var(--series-${(place % COLOURS) + 1})`;
  }

  markAt(place) {
    return MARKS[place % MARKS.length];
  }
}
