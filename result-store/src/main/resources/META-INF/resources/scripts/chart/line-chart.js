// A metric against a number: a line for each network, a band of deviation, names at the lines' ends.
import { element, shape } from '../page/element.js';
import { axes, marginFor } from './axes.js';
import { drawing } from './drawing.js';
import { DASHES, mark, sample } from './marks.js';
import { roundAxis, scale } from './scale.js';

const NARROW = 620;
const LETTER = 7.4;
const LABEL_APART = 16;
const LABEL_SHARE = 0.24;

/**
 * @typedef {object} Series
 * @property {string} name
 * @property {string} [label] its name at the line's end; else the name
 * @property {string} colour
 * @property {string} [mark]
 * @property {boolean} [dashed]
 * @property {boolean} [faint] a line to compare with, without marks and name
 * @property {boolean} [pale] a line that says little
 * @property {Array<{x: number, y: number, low?: number, high?: number, title?: string}>} points
 *
 * @param {string} title
 * @param {{label: string, ticks?: number[], write?: function}} x ticks, if only these values occur
 * @param {{label: string, zero?: boolean}} y
 * @param {Series[]} series
 * @param {{height?: number, legend?: boolean}} wishes
 */
export function lineChart(title, x, y, series, { height = 380, legend: told = true } = {}) {
  const points = series.flatMap(line => line.points);
  const yAxis = roundAxis(
    points.flatMap(point => [point.y, point.low ?? point.y, point.high ?? point.y]),
    { ticks: Math.max(3, height / 65), zero: y.zero },
  );
  const named = series.filter(line => !line.faint && line.points.length > 0);
  const chart = drawing(title, width => {
    const labelled = width >= NARROW && named.length > 1;
    const letters = Math.min(
      Math.floor((width * LABEL_SHARE) / LETTER),
      Math.max(...named.map(line => labelOf(line).length)),
    );
    const box = {
      left: marginFor(yAxis),
      right: width - (labelled ? letters * LETTER + 18 : 12),
      top: 34,
      bottom: height - 46,
    };
    const xAxis = horizontal(points, x, box);
    const place = { x: xAxis.scale, y: scale(yAxis.domain, [box.bottom, box.top]) };
    return {
      height,
      shapes: [
        axes(box, xAxis, { scale: place.y, ticks: yAxis.ticks, digits: yAxis.digits, label: y.label }),
        series.map(line => band(line, place)),
        series.map(line => path(line, place)),
        series.map(
          line =>
            line.mark &&
            line.points.map(point => 
              mark(line.mark, line.colour, place.x(point.x), place.y(point.y), point.title, line.pale),
            ),
        ),
        labelled && labels(named, place, box, letters),
      ]
        .flat(Infinity)
        .filter(Boolean),
    };
  });
  if (told) chart.append(legend(named));
  return chart;
}

function horizontal(points, x, box) {
  const values = points.map(point => point.x);
  const axis = x.ticks
    ? { domain: [Math.min(...x.ticks), Math.max(...x.ticks)], ticks: x.ticks }
    : within(roundAxis(values, { ticks: (box.right - box.left) / 90, zero: true }), Math.max(...values));
  const room = axis.domain[0] === axis.domain[1] ? 0 : 6;
  return {
    scale: scale(axis.domain[0] === axis.domain[1] ? [axis.domain[0] - 1, axis.domain[1] + 1] : axis.domain, [
      box.left + room,
      box.right - room,
    ]),
    ticks: axis.ticks,
    label: x.label,
    write: x.write ?? (tick => tick.toFixed(axis.digits ?? 0)),
  };
}

/** An axis that ends with the data, not at the next round value. */
function within(axis, end) {
  return { ...axis, domain: [axis.domain[0], end], ticks: axis.ticks.filter(tick => tick <= end) };
}

function path(line, place) {
  const d = line.points.map(
    (point, at) => `${at ? 'L' : 'M'}${place.x(point.x).toFixed(1)} ${place.y(point.y).toFixed(1)}`,
  );
  return shape('path', {
    class: ['line', line.faint && 'faint', line.pale && 'pale'].filter(Boolean).join(' '),
    d: d.join(''),
    stroke: line.colour,
    'stroke-dasharray': line.dashed && DASHES,
  });
}

function band(line, place) {
  const known = line.points.filter(point => point.low !== undefined);
  if (known.length === 0 || line.pale) return null;
  if (known.length === 1) return whisker(known[0], line.colour, place);
  const edge = side => known.map(point => `${place.x(point.x).toFixed(1)} ${place.y(point[side]).toFixed(1)}`);
  return shape('path', {
    class: 'band',
    d: `M${[...edge('high'), ...edge('low').reverse()].join('L')}z`,
    fill: line.colour,
  });
}

/** The deviation at a single point, which no area could show. */
function whisker({ x, low, high }, colour, place) {
  return shape('line', {
    class: 'whisker',
    x1: place.x(x),
    x2: place.x(x),
    y1: place.y(low),
    y2: place.y(high),
    stroke: colour,
  });
}

/** Names beside the lines' last points, pushed apart where they would touch. */
function labels(lines, place, box, letters) {
  const wanted = lines.map(line => ({ line, y: place.y(line.points.at(-1).y) })).sort((a, b) => a.y - b.y);
  wanted.forEach((label, at) => {
    if (at > 0) label.y = Math.max(label.y, wanted[at - 1].y + LABEL_APART);
  });
  let limit = box.bottom + 4;
  for (const label of [...wanted].reverse()) {
    label.y = Math.min(label.y, limit);
    limit = label.y - LABEL_APART;
  }
  return wanted.map(({ line, y }) => {
    // The class gives all texts one colour, which only a style overrules.
    const text = shape(
      'text',
      { class: line.pale ? 'name pale' : 'name', x: box.right + 8, y, dy: '.35em' },
      labelOf(line).length > letters ? `${labelOf(line).slice(0, letters - 1)}…` : labelOf(line),
    );
    text.style.fill = line.colour;
    return text;
  });
}

const labelOf = line => line.label ?? line.name;

function legend(lines) {
  return element(
    'ul',
    { class: 'legend below' },
    lines.map(line => element('li', {}, sample(line), line.name)),
  );
}
