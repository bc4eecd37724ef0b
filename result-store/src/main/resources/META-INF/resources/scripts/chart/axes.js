// Axes: grid lines, ticks that do not touch, names with units.
import { shape } from '../page/element.js';
import { decimal } from '../page/number.js';
import { roomy } from './scale.js';

const LETTER = 7;

/**
 * @param {{left: number, right: number, top: number, bottom: number}} box of the plot, in pixels
 * @param {{scale: function, ticks: number[], label: string, write?: function}} x
 * @param {{scale: function, ticks: number[], label: string, digits: number}} y
 */
export function axes(box, x, y) {
  const write = x.write ?? String;
  const widest = Math.max(...x.ticks.map(tick => write(tick).length));
  return [
    ...y.ticks.map(tick =>
      shape(
        'g',
        {},
        shape('line', { class: 'grid', x1: box.left, x2: box.right, y1: y.scale(tick), y2: y.scale(tick) }),
        shape(
          'text',
          { x: box.left - 8, y: y.scale(tick), dy: '.35em', 'text-anchor': 'end' },
          decimal(tick, y.digits),
        ),
      ),
    ),
    ...roomy(x.ticks, x.scale, widest * LETTER + 10).map(tick =>
      shape(
        'g',
        {},
        shape('line', { class: 'base', x1: x.scale(tick), x2: x.scale(tick), y1: box.bottom, y2: box.bottom + 5 }),
        shape('text', { x: x.scale(tick), y: box.bottom + 19, 'text-anchor': 'middle' }, write(tick)),
      ),
    ),
    shape('line', { class: 'base', x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom }),
    shape('text', { x: box.right, y: box.bottom + 38, 'text-anchor': 'end' }, x.label),
    shape('text', { x: 0, y: box.top - 14 }, y.label),
  ];
}

/** How much room the numbers of the vertical axis take. */
export function marginFor(y) {
  return Math.max(...y.ticks.map(tick => decimal(tick, y.digits).length)) * LETTER + 14;
}
