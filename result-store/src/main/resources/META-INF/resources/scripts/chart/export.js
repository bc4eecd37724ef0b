// A chart as a file of its own, as it is drawn now: SVG, or PNG at twice its size.
import { shape } from '../page/element.js';
import { save } from '../page/download.js';

/** What the page's styles give shapes and letters: an SVG file has no style sheet. */
const STYLES = [
  'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'stroke-linecap', 'opacity',
  'font-family', 'font-size', 'font-weight', 'text-anchor',
];
const SCALE = 2;
const ROOM = 12;

export function saveSvg(svg, name) {
  save(new Blob([standalone(svg).text], { type: 'image/svg+xml' }), `${name}.svg`);
}

export async function savePng(svg, name) {
  const { text, width, height } = standalone(svg);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  save(await new Promise(resolve => canvas.toBlob(resolve, 'image/png')), `${name}.png`);
}

/** The drawing with its styles and its background, as text. */
export function standalone(svg) {
  const copy = svg.cloneNode(true);
  const drawn = svg.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((made, at) => {
    const style = getComputedStyle(drawn[at]);
    for (const name of STYLES) made.setAttribute(name, style.getPropertyValue(name));
    made.removeAttribute('class');
    made.removeAttribute('style');
  });
  const [, , innerWidth, innerHeight] = svg.getAttribute('viewBox').split(' ').map(Number);
  const [width, height] = [innerWidth + 2 * ROOM, innerHeight + 2 * ROOM];
  copy.setAttribute('viewBox', `${-ROOM} ${-ROOM} ${width} ${height}`);
  copy.setAttribute('width', width);
  copy.setAttribute('height', height);
  const paper = getComputedStyle(document.body).backgroundColor;
  copy.prepend(shape('rect', { x: -ROOM, y: -ROOM, width, height, fill: paper }));
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}
