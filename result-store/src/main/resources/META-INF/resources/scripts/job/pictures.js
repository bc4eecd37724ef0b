// Which pictures a job has, and how their pixels are had. All are brought to the size of the network's input.
import { element } from '../page/element.js';
import { decode } from '../page/picture.js';
import { ask } from '../service/client.js';
import { readNpy } from '../service/npy.js';
import { artifactPath, blobPath } from '../service/results.js';

/**
 * @typedef {object} Picture
 * @property {string} key
 * @property {string} symbol of the method
 * @property {string} words
 * @property {function(): Promise<Raster>} load once, however often it is called
 *
 * @typedef {object} Raster
 * @property {HTMLCanvasElement} canvas
 * @property {function(number, number): number[]} read the three values of a pixel
 * @property {string} unit what these values are in: 0..255, or 255ths with a sign
 */

/**
 * Which pictures a job has, in the order of the method.
 *
 * @returns {Array<{key: string, symbol: string, words: string, path: string}>}
 */
export function pictureFiles({ request, result }) {
  const {
    source,
    attack: { objective },
  } = request;
  const sharp = source.sharp?.sha256;
  const stored = new Set((result?.outcome.artifacts ?? []).map(artifact => artifact.kind));
  const artifact = kind => artifactPath(request.jobId, kind);
  const kept = kind => (stored.has(kind) ? artifact(kind) : null);
  const target = kept('target-picture') ?? (objective.type === 'targeted' ? blobPath(objective.target.sha256) : null);
  const blurred = kept('blurred-picture') ?? (source.type === 'blurred' ? blobPath(source.blurred.sha256) : null);
  return [
    ['sharp', 'x', 'sharp', sharp && blobPath(sharp)],
    ['blurred', 'y', 'blurred', blurred],
    ['perturbed', 'y+δ', 'blurred and perturbed', kept('perturbed-picture')],
    ['delta', 'δ', 'amplified', kept('perturbation')],
    ['clean', 'N(y)', 'restored', kept('clean-output-picture')],
    ['attacked', 'N(y+δ)', 'restored under attack', kept('attacked-output-picture')],
    ['target', 'target', 'target of the attack', target],
  ]
    .filter(([, , , path]) => path)
    .map(([key, symbol, words, path]) => ({ key, symbol, words, path }));
}

/** @returns {Picture[]} in the order of the method */
export function picturesOf(record) {
  const { request, result } = record;
  const path = artifactPath(request.jobId, 'blurred-picture');
  const frame = once(() => decode(path));
  const isStored = result?.outcome.artifacts?.some(({ kind }) => kind === 'blurred-picture');
  // It may not be kept, or not be there yet; the other pictures can be shown all the same.
  const cut = () => (isStored ? frame().catch(() => null) : null);
  const cropped = async file => raster(await (file === path ? frame() : decode(file)), await cut());
  return pictureFiles(record).map(({ path: file, ...picture }) => ({
    ...picture,
    load: once(() => (picture.key === 'delta' ? amplified(file, request.budget) : cropped(file))),
  }));
}

/** What stands where a picture would be. */
export const notShown = failure =>
  failure.status === 404 ? 'Not kept, or not stored yet' : `Cannot be shown: ${failure.message}`;

function once(work) {
  let promised = null;
  return () => {
    promised ??= work();
    return promised;
  };
}

/** How much stronger than it is a perturbation is drawn. */
export const amplification = budget => 127 / budget;

/** What is larger than the frame loses its margin, as the `valid` boundary does it. */
function raster(bitmap, frame) {
  const { width, height } = frame ?? bitmap;
  const canvas = element('canvas', { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(bitmap, Math.round((width - bitmap.width) / 2), Math.round((height - bitmap.height) / 2));
  return { canvas, unit: 'of 255', read: (x, y) => [...context.getImageData(x, y, 1, 1).data.slice(0, 3)] };
}

/** Mid-grey plus delta / epsilon x 127, which fills the whole range with the whole budget. */
async function amplified(path, budget) {
  const {
    shape: [channels, height, width],
    values,
  } = readNpy(await (await ask(path)).arrayBuffer());
  if (channels !== 3) throw new Error(`a perturbation with ${channels} channels`);
  const plane = width * height;
  const image = new ImageData(width, height);
  const factor = (127 * 255) / budget;
  for (let at = 0; at < plane; at++) {
    // What is beyond the range, as it may be within an L2 budget, is cut by the array itself.
    for (let channel = 0; channel < 3; channel++)
      image.data[at * 4 + channel] = 128 + values[channel * plane + at] * factor;
    image.data[at * 4 + 3] = 255;
  }
  const canvas = element('canvas', { width, height });
  canvas.getContext('2d').putImageData(image, 0, 0);
  return {
    canvas,
    unit: '/255',
    read: (x, y) => [0, 1, 2].map(channel => values[channel * plane + y * width + x] * 255),
  };
}
