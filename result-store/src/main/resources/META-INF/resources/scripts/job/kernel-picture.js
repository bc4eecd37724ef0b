// The blur kernel, drawn: the largest weight white, none black.
import { element } from '../page/element.js';
import { brief } from '../page/number.js';
import { ask } from '../service/client.js';
import { readNpy } from '../service/npy.js';
import { artifactPath } from '../service/results.js';

export async function kernelPicture(jobId) {
  const { shape, values } = readNpy(await (await ask(artifactPath(jobId, 'kernel'))).arrayBuffer());
  const [height, width] = shape.slice(-2);
  const largest = values.reduce((most, value) => Math.max(most, value), 0) || 1;
  const image = new ImageData(width, height);
  for (let at = 0; at < width * height; at++) {
    image.data.fill((values[at] / largest) * 255, at * 4, at * 4 + 3);
    image.data[at * 4 + 3] = 255;
  }
  const canvas = element('canvas', {
    width,
    height,
    role: 'img',
    'aria-label': `Blur kernel of ${width} × ${height} pixels`,
  });
  canvas.getContext('2d').putImageData(image, 0, 0);
  return element(
    'div',
    {},
    canvas,
    element('small', {}, `${width} × ${height} pixels; white is the largest weight, ${brief(largest)}`),
  );
}
