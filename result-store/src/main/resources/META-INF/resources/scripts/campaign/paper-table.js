// The paper's table: similarity to source and target, without attack, untargeted and targeted.
import { element, symbol } from '../page/element.js';
import { budget, count, decimal, hasValue, isDrawable, real } from '../page/number.js';
import { scrolling } from '../page/data-table.js';
import { NORMS } from './metrics.js';
import { Section } from './section.js';

const GROUPS = [
  { of: 'Similarity to source', name: 'clean', psnr: 'clean_to_source_psnr', ncc: 'clean_to_source_ncc' },
  {
    of: 'Similarity to source',
    name: 'untargeted',
    psnr: 'untargeted_to_source_psnr',
    ncc: 'untargeted_to_source_ncc',
  },
  { of: 'Similarity to source', name: 'targeted', psnr: 'targeted_to_source_psnr', ncc: 'targeted_to_source_ncc' },
  { of: 'Similarity to target', name: 'clean', psnr: 'clean_to_target_psnr', ncc: 'clean_to_target_ncc' },
  { of: 'Similarity to target', name: 'targeted', psnr: 'targeted_to_target_psnr', ncc: 'targeted_to_target_ncc' },
];

export function paperTable(palette) {
  return new Section(
    {
      id: 'table',
      heading: 'Table',
      note: [
        'Laid out as Table 1 of Gandikota, Chandramouli and Moeller (ICIP 2022): how like the outputs are to the sharp ' +
          'image ',
        symbol('x'),
        ' and to the target. Means over the jobs; PSNR in dB, NCC: zero-mean correlation.',
      ],
    },
    rows => (rows.length === 0 ? null : [draw(rows, palette)]),
  );
}

function draw(rows, palette) {
  const groups = GROUPS.filter(group =>
    rows.some(row => hasValue(row[group.psnr]) || hasValue(row[group.ncc])),
  );
  const withNorm = new Set(rows.map(row => row.norm)).size > 1;
  const withSets = rows.some(row => row.data_set !== null && row.data_set !== undefined);
  const sets = [...Map.groupBy(rows, row => row.data_set ?? '')];
  return scrolling(
    "The paper's table",
    element(
      'table',
      { class: 'paper' },
      head(groups, withSets, withNorm),
      sets.map(([name, ofSet]) => element('tbody', {}, body(name, ofSet, { groups, withSets, withNorm, palette }))),
    ),
  );
}

function head(groups, withSets, withNorm) {
  const labels = [...(withSets ? ['data set'] : []), 'network', 'ε', ...(withNorm ? ['norm'] : []), 'jobs'];
  const sides = [...Map.groupBy(groups, group => group.of)];
  const firstOfSide = group => groups.find(other => other.of === group.of) === group;
  return element(
    'thead',
    {},
    element(
      'tr',
      {},
      labels.map((label, at) =>
        element(
          'th',
          {
            rowspan: 3,
            scope: 'col',
            class: ['ε', 'jobs'].includes(label) && 'n',
          },
          at >= 0 && label,
        ),
      ),
      sides.map(([side, own]) =>
        element(
          'th',
          {
            colspan: own.length * 2,
            scope: 'colgroup',
            class: 'group apart',
          },
          side,
        ),
      ),
    ),
    element(
      'tr',
      {},
      groups.map(group =>
        element(
          'th',
          {
            colspan: 2,
            scope: 'colgroup',
            class: firstOfSide(group) ? 'group apart' : 'group',
          },
          group.name,
        ),
      ),
    ),
    element(
      'tr',
      {},
      groups.map(group => [
        element('th', { scope: 'col', class: firstOfSide(group) ? 'n apart' : 'n' }, 'PSNR, dB'),
        element('th', { scope: 'col', class: 'n' }, 'NCC'),
      ]),
    ),
  );
}

function body(set, rows, look) {
  const networks = [...Map.groupBy(rows, row => row.network)];
  return networks.flatMap(([network, own], n) =>
    own.map((row, at) =>
      element(
        'tr',
        {},
        look.withSets &&
          n === 0 &&
          at === 0 &&
          element('th', { rowspan: rows.length, scope: 'rowgroup', class: 'data-set' }, set || 'none named'),
        at === 0 &&
          element(
            'th',
            { rowspan: own.length, scope: 'rowgroup' },
            swatch(look.palette.colour(network)),
            network,
            ' ',
            element('small', {}, row.network_kind ?? ''),
          ),
        element('td', { class: 'n' }, budget(row.budget)),
        look.withNorm && element('td', {}, NORMS[row.norm] ?? row.norm),
        element('td', { class: 'n' }, count(row.untargeted_jobs + row.targeted_jobs)),
        look.groups.map((group, g) => numbers(row, group, g === 0 || look.groups[g - 1].of !== group.of)),
      ),
    ),
  );
}

function numbers(row, group, apart) {
  const write = (column, digits) => {
    const text = decimal(row[column], digits);
    return group.name === 'clean' || !isDrawable(real(row[column])) ? text : element('b', {}, text);
  };
  return [
    element('td', { class: apart ? 'n apart' : 'n' }, write(group.psnr, 2)),
    element('td', { class: 'n' }, write(group.ncc, 2)),
  ];
}

function swatch(colour) {
  const spot = element('span', { class: 'swatch' });
  spot.style.background = colour;
  return spot;
}
