// How jobs are spread over a number: an outline for each group, laid over each other.
import { shape } from '../page/element.js';
import { axes, marginFor } from './axes.js';
import { drawing } from './drawing.js';
import { roundAxis, scale } from './scale.js';

const HEIGHT = 190;

/**
 * @param {string} title
 * @param {{low: number, high: number, label: string}} x the range that the bins divide
 * @param {{most: number, label: string}} y the largest share of any chart beside this one
 * @param {Array<{colour: string, shares: number[]}>} groups
 */
export function histogram(title, x, y, groups) {
  const yAxis = roundAxis([0, y.most], { ticks: 3 });
  return drawing(title, width => {
    const box = { left: marginFor(yAxis), right: width - 8, top: 28, bottom: HEIGHT - 44 };
    const span = x.high > x.low ? [x.low, x.high] : around(x.low);
    const xAxis = roundAxis(span, { ticks: Math.max(2, width / 70) });
    const place = { x: scale(span, [box.left, box.right]), y: scale(yAxis.domain, [box.bottom, box.top]) };
    const ticks = xAxis.ticks.filter(tick => tick >= span[0] && tick <= span[1]);
    return {
      height: HEIGHT,
      shapes: [
        ...axes(
          box,
          { scale: place.x, ticks, label: x.label, write: tick => tick.toFixed(xAxis.digits) },
          { scale: place.y, ticks: yAxis.ticks, digits: yAxis.digits, label: y.label },
        ),
        ...groups.map(group =>
          outline(x.high > x.low ? group : { ...group, shares: [0, 0, ...group.shares, 0, 0] }, span, place),
        ),
      ],
    };
  });
}

/** Room on both sides of a single value. */
function around(value) {
  const room = Math.abs(value) * 0.1 || 0.5;
  return [value - room, value + room];
}

function outline({ colour, shares }, [low, high], place) {
  const width = (high - low) / shares.length;
  const steps = shares.map(
    (share, at) => `V${place.y(share).toFixed(1)}H${place.x(low + (at + 1) * width).toFixed(1)}`,
  );
  const d = `M${place.x(low).toFixed(1)} ${place.y(0).toFixed(1)}${steps.join('')}V${place.y(0).toFixed(1)}`;
  return shape('path', {
    d,
    fill: colour,
    'fill-opacity': 0.16,
    stroke: colour,
    'stroke-width': 1.6,
    'stroke-linejoin': 'round',
  });
}
