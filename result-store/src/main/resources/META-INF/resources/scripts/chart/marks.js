// The marks at measured points: of another form for each network, so that colour is not all that tells them apart.
import { shape } from '../page/element.js';

const FORMS = {
  circle: 'M-4.2 0a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0-8.4 0z',
  square: 'M-3.8-3.8h7.6v7.6h-7.6z',
  triangle: 'M0-5l4.8 8.4h-9.6z',
  diamond: 'M0-5.4l4.6 5.4l-4.6 5.4l-4.6-5.4z',
  down: 'M0 5l4.8-8.4h-9.6z',
};

export function mark(form, colour, x, y, title, pale = false) {
  return shape(
    'path',
    { class: pale ? 'mark pale' : 'mark', d: FORMS[form], fill: colour, transform: `translate(${x} ${y})` },
    title && shape('title', {}, title),
  );
}

/** A short piece of a line, for legends. */
export function sample({ colour, mark: form, dashed, pale }) {
  return shape(
    'svg',
    { viewBox: '0 0 34 12', class: pale && 'pale', 'aria-hidden': 'true' },
    shape('line', {
      x1: 1,
      x2: 33,
      y1: 6,
      y2: 6,
      stroke: colour,
      'stroke-width': 2,
      'stroke-dasharray': dashed && DASHES,
    }),
    form && mark(form, colour, 17, 6),
  );
}

/** Of the lines of blind networks. */
export const DASHES = '6 5';
