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
    return `var(--series-${(this.place(network) % COLOURS) + 1})`;
  }

  mark(network) {
    return MARKS[this.place(network) % MARKS.length];
  }
}
