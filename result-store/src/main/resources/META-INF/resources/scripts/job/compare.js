// Two pictures over each other, and an edge between them that moves with mouse, finger or keys.
import { notShown } from './pictures.js';
import { element, symbol } from '../page/element.js';
import { Controls } from '../page/controls.js';

/**
 * @param {Picture[]} pictures
 * @param {{width: number, height: number}} size
 */
export function compare(pictures, size) {
  const controls = new Controls(show);
  const stage = element('div', { class: 'compare', onpointerdown: hold, onpointermove: drag });
  stage.style.aspectRatio = `${size.width} / ${size.height}`;
  const range = element('input', {
    type: 'range',
    class: 'slide',
    min: 0,
    max: 100,
    step: 0.5,
    value: 50,
    'aria-label': 'Where one picture ends and the other begins',
    oninput: move,
  });
  const edge = element('span', { class: 'edge' });
  let over = null;

  async function show() {
    const options = pictures.map(({ key, symbol: name, words }) => ({ value: key, label: `${name} ${words}` }));
    const chosen = [
      controls.offer('left', 'Left', options, 'clean'),
      controls.offer('right', 'Right', options, 'attacked'),
    ].map(key => pictures.find(picture => picture.key === key));
    const layers = await Promise.all(chosen.map(async picture => copy((await picture.load()).canvas, picture.words)));
    over = layers[1];
    stage.replaceChildren(
      ...layers,
      edge,
      element('span', { class: 'tag left' }, symbol(chosen[0].symbol)),
      element('span', { class: 'tag right' }, symbol(chosen[1].symbol)),
    );
    move();
  }

  function move() {
    if (over) over.style.clipPath = `inset(0 0 0 ${range.value}%)`;
    edge.style.left = `${range.value}%`;
  }

  function hold(event) {
    stage.setPointerCapture(event.pointerId);
    follow(event);
  }

  function drag(event) {
    if (stage.hasPointerCapture(event.pointerId)) follow(event);
  }

  function follow(event) {
    const box = stage.getBoundingClientRect();
    range.value = ((event.clientX - box.left) / box.width) * 100;
    move();
  }

  show().catch(failure => stage.replaceChildren(element('p', {}, notShown(failure))));
  return [controls.element, stage, range];
}

function copy(canvas, words) {
  const made = element('canvas', { width: canvas.width, height: canvas.height, role: 'img', 'aria-label': words });
  made.getContext('2d').drawImage(canvas, 0, 0);
  return made;
}
