// Rows of several sources that have the same network, attack and budget, beside each other.
import { element } from '../page/element.js';
import { budget, count, DASH, decimal, hasValue, isDrawable, real } from '../page/number.js';
import { scrolling } from '../page/data-table.js';
import { attackName, FAILED, mean, unmovedWords } from '../campaign/caveats.js';
import { NORMS } from '../campaign/metrics.js';
import { isOf } from '../campaign/published.js';
import { Section } from '../campaign/section.js';

const CLEAN = 'clean_to_source_psnr';
const ATTACKED = 'attacked_to_source_psnr';
const NCC = 'attacked_to_target_ncc';

/** Worst over attacks is one line, over however many attacks. */
const keyOf = row =>
  JSON.stringify([
    row.data_set ?? null, row.network, row.objective, Boolean(row.attacks), row.attack, row.target ?? null, row.norm, row.budget,
  ]);
const verdictKey = row =>
  JSON.stringify([row.network, row.objective, row.attack, row.target ?? null, row.norm, row.budget]);

/**
 * A row for each network, attack and budget of any source.
 *
 * @param {Array<{table: object[], trust: object[], networks: object[], document: object}>} answers of each source
 * @returns {Array<{row: object, cells: Array<object|null>, differs: string[], published: object}>} cells: of each source
 */
export function merged(answers) {
  const keys = new Map();
  answers.forEach(({ table, trust }, at) => {
    const verdicts = new Map(trust.map(verdict => [verdictKey(verdict), verdict]));
    for (const row of table) {
      const key = keyOf(row);
      if (!keys.has(key)) keys.set(key, { row, cells: answers.map(() => null) });
      keys.get(key).cells[at] = { ...row, verdict: verdicts.get(verdictKey(row)) ?? null };
    }
  });
  return [...keys.values()].map(({ row, cells }) => ({
    row,
    cells,
    differs: [
      differ(cells, at => hashOf(answers[at], row.network)) && 'not the same network',
      !row.attacks && differ(cells, at => attackOf(answers[at], row.attack)) && 'not the same attack',
    ].filter(Boolean),
    published: publishedOf(answers, row),
  }));
}

/** Whether sources that have the row say different things; those that say nothing do not count. */
function differ(cells, of) {
  const said = cells.map((cell, at) => cell && of(at)).filter(Boolean);
  return new Set(said).size > 1;
}

export const hashOf = ({ networks }, network) =>
  networks.find(file => file.network === network)?.network_sha256;

function attackOf({ document }, name) {
  const found = document.campaign.attacks.filter(attack => attack.name === name);
  return found.length === 1 ? JSON.stringify(found[0]) : null;
}

function publishedOf(answers, row) {
  const figures = answers.flatMap(({ document }) => document.campaign.published ?? []).filter(({ network }) => network === row.network);
  return {
    clean: figures.find(({ attack }) => attack === undefined || attack === null),
    attacked: figures.find(figure => !row.attacks && isOf(figure, row)),
  };
}

/** @param {string[]} names of the sources */
export function sideBySide(names) {
  return new Section(
    {
      id: 'side-by-side',
      heading: 'Side by side',
      note: [
        'Means over the jobs, PSNR to the sharp image in dB; lost: clean less attacked.',
        names.length > 1 &&
          ` Against first: the attacked PSNR less that of ${names[0]}. Means of other images or kernels differ for that ` +
            'reason alone.',
      ],
      table: rows => rows.map(row => flat(row, names)),
    },
    rows => (rows.length === 0 ? null : [draw(rows, names), ...remarks(rows, names)]),
  );
}

function remarks(rows, names) {
  const shared = rows.some(({ cells }) => cells.filter(Boolean).length > 1);
  const words = 'These have no row in common: no network, attack and budget is in two of them.';
  return names.length > 1 && !shared ? [element('p', { class: 'note', role: 'status' }, words)] : [];
}

const lost = cell => (hasValue(cell[CLEAN]) && hasValue(cell[ATTACKED]) ? real(cell[CLEAN]) - real(cell[ATTACKED]) : null);

function against(cell, first) {
  const difference = cell && first ? real(cell[ATTACKED]) - real(first[ATTACKED]) : null;
  return hasValue(cell?.[ATTACKED]) && hasValue(first?.[ATTACKED]) && isDrawable(difference) ? difference : null;
}

function flat({ row, cells, differs, published }, names) {
  const columns = cells.flatMap((cell, at) =>
    Object.entries({
      clean_psnr: cell?.[CLEAN],
      attacked_psnr: cell?.[ATTACKED],
      lost_db: cell && lost(cell),
      against_first: at > 0 ? against(cell, cells[0]) : null,
      ncc_to_target: cell?.[NCC],
      verdict: cell?.verdict?.verdict,
      jobs: cell?.jobs,
    }).map(([column, value]) => [`${names[at]}: ${column}`, value ?? null]),
  );
  return {
    data_set: row.data_set ?? null,
    network: row.network,
    attack: row.attack,
    target: row.target ?? null,
    norm: row.norm,
    budget: row.budget,
    differs: differs.join('; '),
    published_clean_psnr: published.clean?.psnr ?? null,
    published_attacked_psnr: published.attacked?.psnr ?? null,
    ...Object.fromEntries(columns),
  };
}

function draw(rows, names) {
  const look = {
    sets: rows.some(({ row }) => row.data_set),
    norms: new Set(rows.map(({ row }) => row.norm)).size > 1,
    published: rows.some(({ published }) => published.clean || published.attacked),
    ncc: rows.some(({ cells }) => cells.some(cell => hasValue(cell?.[NCC]))),
  };
  const columns = at => [
    ['clean', cell => mean(cell, CLEAN, 2)],
    ['attacked', cell => element('b', {}, mean(cell, ATTACKED, 2))],
    ['lost', cell => decimal(lost(cell), 2)],
    ...(at > 0 ? [['against first', (cell, first) => signed(against(cell, first))]] : []),
    ...(look.ncc ? [['NCC to target', cell => mean(cell, NCC, 3)]] : []),
    ['verdict', cell => verdict(cell.verdict), 'text'],
    ['jobs', cell => element('span', { title: unmovedWords(cell) || null }, count(cell.jobs))],
  ];
  const groups = names.map((name, at) => ({ name, columns: columns(at) }));
  return scrolling(
    'Side by side',
    element(
      'table',
      { class: 'paper sources' },
      head(groups, look),
      [...Map.groupBy(rows, ({ row }) => row.data_set ?? '')].map(([set, own]) =>
        element('tbody', {}, own.map((merge, at) => line(merge, groups, look, at === 0 && { set, rows: own.length }))),
      ),
    ),
  );
}

function head(groups, look) {
  const labels = [...(look.sets ? ['data set'] : []), 'network', 'attack', 'ε', ...(look.norms ? ['norm'] : [])];
  const kind = column => (column[2] === 'text' ? '' : 'n');
  return element(
    'thead',
    {},
    element(
      'tr',
      {},
      labels.map(label => element('th', { rowspan: 2, scope: 'col', class: label === 'ε' && 'n' }, label)),
      look.published && element('th', { colspan: 2, scope: 'colgroup', class: 'group apart' }, 'Published'),
      groups.map(({ name, columns }) =>
        element('th', { colspan: columns.length, scope: 'colgroup', class: 'group apart' }, name),
      ),
    ),
    element(
      'tr',
      {},
      look.published && ['clean', 'attacked'].map((label, at) => element('th', { scope: 'col', class: at ? 'n' : 'n apart' }, label)),
      groups.map(({ columns }) =>
        columns.map((column, at) => element('th', { scope: 'col', class: `${kind(column)}${at ? '' : ' apart'}` }, column[0])),
      ),
    ),
  );
}

function line({ row, cells, differs, published }, groups, look, first) {
  return element(
    'tr',
    {},
    look.sets && first && element('th', { rowspan: first.rows, scope: 'rowgroup', class: 'data-set' }, first.set || 'none named'),
    element('th', { scope: 'row' }, row.network, differs.map(words => element('small', { class: 'flag' }, words))),
    element('td', { class: 'wide' }, row.attacks ? `${row.attack}${row.target ? ` towards ${row.target}` : ''}` : attackName(row)),
    element('td', { class: 'n' }, row.objective === 'minimum-budget' ? '≤ ' : '', budget(row.budget)),
    look.norms && element('td', {}, NORMS[row.norm] ?? row.norm),
    look.published &&
      [published.clean, published.attacked].map((figure, at) =>
        element('td', { class: at ? 'n' : 'n apart', title: figure?.source }, figure ? decimal(figure.psnr, 2) : ''),
      ),
    groups.map(({ columns }, of) =>
      columns.map(([, write, kind], at) =>
        element(
          'td',
          { class: `${kind === 'text' ? '' : 'n'}${at ? '' : ' apart'}` },
          cells[of] ? write(cells[of], cells[0]) : DASH,
        ),
      ),
    ),
  );
}

const signed = value => (value === null ? DASH : `${value > 0 ? '+' : ''}${decimal(value, 2)}`);

function verdict(given) {
  if (!given) return DASH;
  const title = given.reasons?.length > 0 ? `${given.reasons.join('. ')}.` : null;
  return element(given.verdict === FAILED ? 'b' : 'span', { title }, given.verdict);
}
