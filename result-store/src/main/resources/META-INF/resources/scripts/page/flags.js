// Warnings of a job in a list, by their codes.
import { element } from './element.js';

/** @param {string[]} [codes] */
export const flags = codes => (codes ?? []).map(code => element('small', { class: 'flag' }, `${code} `));
