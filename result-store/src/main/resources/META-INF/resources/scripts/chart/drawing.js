// An SVG that is drawn again whenever its place becomes wider or narrower, so that its letters keep their size.
import { element, shape } from '../page/element.js';

let titles = 0;

/**
 * @param {string} title what readers of the screen hear
 * @param {function(number): {height: number, shapes: SVGElement[]}} draw for a width in pixels
 */
export function drawing(title, draw) {
  const id = `chart-title-${titles++}`;
  const figure = element('div', { class: 'chart' });
  let drawnFor = 0;
  function redraw(width) {
    const { height, shapes } = draw(width);
    figure.querySelector(':scope > svg')?.remove();
    const drawn = shape(
      'svg',
      { role: 'img', 'aria-labelledby': id, viewBox: `0 0 ${width} ${height}`, height },
      shape('title', { id }, title),
      shapes,
    );
    figure.insertBefore(drawn, figure.querySelector(':scope > .below'));
  }
  const observer = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width < 40 || width === drawnFor) return;
    drawnFor = width;
    // After this round of measuring: the drawing changes the height that is being measured.
    requestAnimationFrame(() => redraw(width));
  });
  observer.observe(figure);
  return figure;
}
