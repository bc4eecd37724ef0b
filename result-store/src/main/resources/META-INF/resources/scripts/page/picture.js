// Shows pictures of the service: as plain images, or, where a token must be sent along, drawn on a canvas. Object URLs
// would not do there: the page's policy takes images from its own origin only.
import { element } from './element.js';
import { addressOf, ask } from '../service/client.js';
import { inside } from '../service/inside.js';
import { hasToken } from '../service/token.js';

/**
 * A picture whose place is kept free until it comes, loaded when it comes near the screen. Null where a report lacks it.
 *
 * @param {string} path below the interface's root
 * @param {string} alt
 * @param {{width: number, height: number}} [size]
 */
export function picture(path, alt, size = {}) {
  if (inside && !(path in inside.pictures)) return null;
  if (hasToken() && !inside) return drawn(path, alt, size);
  return element('img', {
    src: addressOf(path),
    alt,
    width: size.width,
    height: size.height,
    loading: 'lazy',
    decoding: 'async',
  });
}

function drawn(path, alt, size) {
  const canvas = element('canvas', { role: 'img', 'aria-label': alt, width: size.width, height: size.height });
  const observer = new IntersectionObserver(
    async entries => {
      if (!entries.some(entry => entry.isIntersecting)) return;
      observer.disconnect();
      try {
        draw(canvas, await decode(path));
      } catch {
        canvas.setAttribute('aria-label', `${alt}: cannot be shown`);
      }
    },
    { rootMargin: '400px' },
  );
  observer.observe(canvas);
  return canvas;
}

function draw(canvas, bitmap) {
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
}

/** The picture's pixels, as they are in the file. */
export async function decode(path) {
  const bytes = await (await ask(path)).blob();
  return createImageBitmap(bytes, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
}
