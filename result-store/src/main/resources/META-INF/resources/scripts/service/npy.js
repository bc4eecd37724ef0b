// Reads NPY files: the arrays that perturbations and kernels are stored as.

const KINDS = { '<f4': Float32Array, '<f8': Float64Array, '|u1': Uint8Array };

/**
 * @param {ArrayBuffer} buffer
 * @returns {{shape: number[], values: Float32Array|Float64Array|Uint8Array}}
 */
export function readNpy(buffer) {
  const bytes = new Uint8Array(buffer);
  if (bytes[0] !== 0x93 || String.fromCharCode(...bytes.slice(1, 6)) !== 'NUMPY') throw new Error('not an NPY file');
  const view = new DataView(buffer);
  const long = bytes[6] > 1;
  const start = long ? 12 : 10;
  const length = long ? view.getUint32(8, true) : view.getUint16(8, true);
  const header = new TextDecoder('latin1').decode(bytes.slice(start, start + length));
  const kind = KINDS[/'descr':\s*'([^']+)'/.exec(header)?.[1]];
  const shape = /'shape':\s*\(([^)]*)\)/
    .exec(header)?.[1]
    .split(',')
    .map(part => part.trim())
    .filter(Boolean)
    .map(Number);
  if (!kind || !shape || /'fortran_order':\s*True/.test(header))
    throw new Error(`an NPY file of another kind: ${header}`);
  // A copy: the data need not begin where an array of that type may.
  const values = new kind(buffer.slice(start + length));
  if (values.length !== shape.reduce((product, side) => product * side, 1)) throw new Error('an NPY file that is cut');
  return { shape, values };
}
