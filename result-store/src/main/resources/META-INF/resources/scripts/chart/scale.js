// From values to places on the drawing, and the round values that axes name.

/** A linear scale. */
export function scale([low, high], [from, to]) {
  const span = high - low || 1;
  return value => from + ((value - low) / span) * (to - from);
}

/** The distance between ticks: 1, 2 or 5 times a power of ten. */
function step(span, ticks) {
  const rough = span / Math.max(1, ticks);
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].find(factor => factor * power >= rough * 0.999) * power;
}

/**
 * An axis that ends at round values.
 *
 * @param {number[]} values all that must fit
 * @param {{ticks?: number, zero?: boolean}} wishes how many ticks about; whether the axis must show 0
 * @returns {{domain: [number, number], ticks: number[], digits: number}}
 */
export function roundAxis(values, { ticks = 5, zero = false } = {}) {
  const all = zero ? [...values, 0] : values;
  let low = Math.min(...all);
  let high = Math.max(...all);
  if (!(high > low)) {
    const room = Math.abs(low) * 0.1 || 1;
    low -= zero && low === 0 ? 0 : room;
    high += room;
  }
  const distance = step(high - low, ticks);
  const first = Math.floor(low / distance + 1e-9);
  const last = Math.ceil(high / distance - 1e-9);
  return {
    domain: [first * distance, last * distance],
    ticks: Array.from({ length: last - first + 1 }, (_, at) => (first + at) * distance),
    digits: Math.max(0, -Math.floor(Math.log10(distance) + 1e-9)),
  };
}

/** Those of ticks whose labels do not touch: the first and as many others as there is room for. */
export function roomy(ticks, place, apart) {
  const kept = [];
  for (const tick of ticks) {
    if (kept.length === 0 || Math.abs(place(tick) - place(kept.at(-1))) >= apart) kept.push(tick);
  }
  return kept;
}
