// Networks: the files of a campaign, and the licences under which they may be used.
import { element } from '../page/element.js';
import { count } from '../page/number.js';
import { dataTable } from '../page/data-table.js';
import { Section } from './section.js';

const RESTRICTED = /non-?commercial|\bNC\b|research/i;

export function networkFiles() {
  return new Section(
    {
      id: 'networks',
      heading: 'Networks',
      note: ['The files that were attacked or judged, as their cards describe them. Restricted and unknown licences are red.'],
    },
    rows => (rows.length === 0 ? null : [draw(rows)]),
  );
}

function draw(rows) {
  return dataTable(
    'Networks',
    [
      { label: 'network' },
      { label: 'kind' },
      { label: 'parameters', number: true },
      { label: 'licence' },
      { label: 'file', wide: true },
    ],
    rows.map(row => [
      row.network,
      row.kind ?? 'not announced',
      row.parameters === null ? 'unknown' : count(row.parameters),
      licence(row.licence ?? 'unknown'),
      element('code', {}, row.network_sha256.slice(0, 12)),
    ]),
  );
}

function licence(text) {
  return RESTRICTED.test(text) || text === 'unknown' ? element('b', { class: 'flag' }, text) : text;
}
