// Which network files the sources used, and what wrote their numbers: where they differ, so may the numbers.
import { element } from '../page/element.js';
import { DASH } from '../page/number.js';
import { dataTable } from '../page/data-table.js';
import { Section } from '../campaign/section.js';
import { hashOf } from './side-by-side.js';

const DIGITS = 12;

/** @param {Array<{name: string, software: string}>} sources */
export function files(sources) {
  return new Section(
    {
      id: 'files',
      heading: 'Versions and network files',
      note: [`Numbers written by: ${sources.map(({ name, software }) => `${name}: ${software}`).join('; ')}.`],
    },
    rows => (rows.length === 0 ? null : [draw(rows, sources)]),
  );
}

/** A row for each network of any source, with the SHA-256 of its file in each. */
export function filesOf(answers) {
  const names = [...new Set(answers.flatMap(({ networks }) => networks.map(({ network }) => network)))].sort();
  return names.map(network => {
    const hashes = answers.map(answer => hashOf(answer, network) ?? null);
    return { network, hashes, same: new Set(hashes.filter(Boolean)).size < 2 };
  });
}

function draw(rows, sources) {
  return dataTable(
    'Network files',
    [{ label: 'network' }, ...sources.map(({ name }) => ({ label: name })), { label: '' }],
    rows.map(({ network, hashes, same }) => [
      network,
      ...hashes.map(hash => (hash ? element('code', { title: hash }, hash.slice(0, DIGITS)) : DASH)),
      same ? '' : element('b', { class: 'flag' }, 'not the same network'),
    ]),
  );
}
