// The blur kernel, drawn: the largest weight white, none black. Beside it, where an attack perturbed what networks are
// told, the kernel that they were told, on the same scale.
import { element } from '../page/element.js';
import { brief } from '../page/number.js';
import { ask } from '../service/client.js';
import { readNpy } from '../service/npy.js';
import { artifactPath } from '../service/results.js';

/** @param {boolean} isPerturbed whether networks were told another kernel */
export async function kernelPicture(jobId, isPerturbed) {
  const kinds = isPerturbed ? ['kernel', 'told-kernel'] : ['kernel'];
  const kernels = await Promise.all(
    kinds.map(async kind => readNpy(await (await ask(artifactPath(jobId, kind))).arrayBuffer())),
  );
  const largest = kernels.flatMap(({ values }) => [...values]).reduce((most, value) => Math.max(most, value), 0) || 1;
  const [height, width] = kernels[0].shape.slice(-2);
  return element(
    'div',
    {},
    kernels.map((kernel, at) => drawn(kernel, largest, at === 0 ? 'Blur kernel' : 'Kernel that networks are told')),
    element(
      'small',
      {},
      isPerturbed && 'left b, right b′, which networks are told under attack; ',
      `${width} × ${height} pixels; white is the largest weight, ${brief(largest)}`,
    ),
  );
}

function drawn({ shape, values }, largest, words) {
  const [height, width] = shape.slice(-2);
  const image = new ImageData(width, height);
  for (let at = 0; at < width * height; at++) {
    image.data.fill((values[at] / largest) * 255, at * 4, at * 4 + 3);
    image.data[at * 4 + 3] = 255;
  }
  const canvas = element('canvas', {
    width,
    height,
    role: 'img',
    'aria-label': `${words} of ${width} × ${height} pixels`,
  });
  canvas.getContext('2d').putImageData(image, 0, 0);
  return canvas;
}
