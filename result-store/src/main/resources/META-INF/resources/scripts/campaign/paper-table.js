// The paper's table: similarity to source and target, without attack and under each attack.
import { element, symbol } from '../page/element.js';
import { budget, hasValue, isDrawable, real } from '../page/number.js';
import { scrolling } from '../page/data-table.js';
import { attackName, failedMark, flag, isUnrestored, jobs, legend, mean } from './caveats.js';
import { NORMS } from './metrics.js';
import { Section } from './section.js';

/** Columns of the view by group; `psnr` and `ncc` as far as there are. */
const GROUPS = [
  { of: 'Similarity to source', name: 'blurred', psnr: 'blurred_to_source_psnr' },
  { of: 'Similarity to source', name: 'clean', psnr: 'clean_to_source_psnr', ncc: 'clean_to_source_ncc' },
  { of: 'Similarity to source', name: 'attacked', psnr: 'attacked_to_source_psnr', ncc: 'attacked_to_source_ncc' },
  { of: 'Similarity to target', name: 'clean', psnr: 'clean_to_target_psnr', ncc: 'clean_to_target_ncc' },
  { of: 'Similarity to target', name: 'attacked', psnr: 'attacked_to_target_psnr', ncc: 'attacked_to_target_ncc' },
];
const METRICS = [
  ['psnr', 'PSNR, dB'],
  ['ncc', 'NCC'],
];
const metricsOf = group => METRICS.filter(([metric]) => group[metric]);

/** @param {Node[]} files links to the table in other forms */
export function paperTable(palette, files) {
  return new Section(
    {
      id: 'table',
      files,
      heading: 'Table',
      note: [
        'The numbers of Table 1 of Gandikota, Chandramouli and Moeller (ICIP 2022), a row for each attack: how like the ' +
          'outputs are to the sharp image ',
        symbol('x'),
        ' and to the target. Means over the jobs; PSNR in dB, NCC: zero-mean correlation. Worst over attacks: for each ' +
          'image the attack that damages it most.',
      ],
    },
    rows => (rows.length === 0 ? null : [draw(rows, palette), legend(rows)].filter(Boolean)),
  );
}

function draw(rows, palette) {
  const groups = GROUPS.filter(group =>
    metricsOf(group).some(([metric]) => rows.some(row => hasValue(row[group[metric]]))),
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
  const labels = [...(withSets ? ['data set'] : []), 'network', 'attack', 'ε', ...(withNorm ? ['norm'] : []), 'jobs'];
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
            colspan: own.reduce((sum, group) => sum + metricsOf(group).length, 0),
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
            colspan: metricsOf(group).length,
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
      groups.map(group =>
        metricsOf(group).map(([, label], at) =>
          element('th', { scope: 'col', class: at === 0 && firstOfSide(group) ? 'n apart' : 'n' }, label),
        ),
      ),
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
            flag(own.find(isUnrestored) ?? row),
          ),
        element('td', { class: 'wide' }, attackName(row), ' ', failedMark(row)),
        // The attack stops at the smallest that suffices.
        element('td', { class: 'n' }, row.objective === 'minimum-budget' ? '≤ ' : '', budget(row.budget)),
        look.withNorm && element('td', {}, NORMS[row.norm] ?? row.norm),
        element('td', { class: 'n' }, jobs(row)),
        look.groups.map((group, g) => numbers(row, group, g === 0 || look.groups[g - 1].of !== group.of)),
      ),
    ),
  );
}

function numbers(row, group, apart) {
  return metricsOf(group).map(([metric], at) => {
    const column = group[metric];
    const shown = mean(row, column, 2);
    const strong = group.name === 'attacked' && isDrawable(real(row[column]));
    return element('td', { class: at === 0 && apart ? 'n apart' : 'n' }, strong ? element('b', {}, shown) : shown);
  });
}

function swatch(colour) {
  const spot = element('span', { class: 'swatch' });
  spot.style.background = colour;
  return spot;
}
