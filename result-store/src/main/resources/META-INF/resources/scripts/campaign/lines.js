// Which of a view's rows make which line: one for each network and attack.
import { optionsOf } from '../page/controls.js';
import { element } from '../page/element.js';
import { isUnrestored, restorationWords } from './caveats.js';
import { NORMS } from './metrics.js';

export const ITSELF = '';

/** Narrows rows to one value each of what they differ in otherwise, by choices where there are several. */
export function chosenRows(rows, controls, columns) {
  return columns.reduce((left, [column, label, write, preferred]) => {
    const chosen = controls.offer(column, label, optionsOf(left, column, write), preferred);
    return left.filter(row => row[column] === chosen);
  }, rows);
}

export const OBJECTIVE = ['objective', 'Objective', String, 'untargeted'];
export const NORM = ['norm', 'Norm', norm => NORMS[norm] ?? norm, 'linf'];
/** One attack, the worst over attacks where there are several: rows as `named` gives them. */
export const ATTACK = ['line', 'Attack', String];

/** More lines in one chart cannot be told apart. */
const MOST_LINES = 12;

/** All attacks, or one: at first the worst over attacks, or the first attack, where all would be too many lines. */
export function chosenAttacks(rows, controls) {
  const attacks = optionsOf(rows, 'line');
  const options = [{ value: '', label: 'all, each alone' }, ...(attacks.length > 1 ? attacks : [])];
  const lines = new Set(rows.map(row => JSON.stringify([row.crafted_on, row.line]))).size;
  const one = (rows.find(row => row.attacks) ?? rows[0])?.line;
  const chosen = controls.offer('line', 'Attack', options, lines > MOST_LINES && attacks.length > 1 ? one : '');
  return chosen === '' ? rows : rows.filter(row => row.line === chosen);
}

/** Who judges: each network itself, or one judge for all. */
export function chosenJudge(rows, controls) {
  const judges = optionsOf(rows, 'judged_on');
  const elsewhere = rows.some(row => row.judged_on !== row.crafted_on);
  const options = [{ value: ITSELF, label: 'each network itself' }, ...(elsewhere ? judges : [])];
  const chosen = controls.offer('judge', 'Judged on', options, ITSELF);
  return rows.filter(row =>
    chosen === ITSELF ? row.judged_on === ownJudge(row.crafted_on, rows) : row.judged_on === chosen,
  );
}

/** The network itself; its fp32 sibling where it computes in another precision and does not judge. */
export function ownJudge(network, rows) {
  const judges = [...new Set(rows.filter(row => row.crafted_on === network).map(row => row.judged_on))];
  return judges.includes(network)
    ? network
    : (judges.find(judge => network.startsWith(`${judge}@`) || network.startsWith(`${judge}-`)) ?? judges[0]);
}

/**
 * Lines, each with its rows, name and look: by network and attack. Networks differ in colour, their attacks in mark; the
 * attacks of a single network differ in both. Pale: the network does not restore.
 */
export function linesOf(rows, palette) {
  const groups = [...Map.groupBy(rows, row => JSON.stringify([row.crafted_on, row.line])).values()];
  const networks = new Set(rows.map(row => row.crafted_on)).size;
  const attacks = [...new Set(rows.map(row => row.line))];
  const short = shortened(attacks, new Set(rows.filter(row => row.attacks).map(row => row.line)));
  return groups
    .map(own => {
      const { crafted_on: network, line: attack } = own[0];
      const at = attacks.indexOf(attack);
      return {
        rows: own,
        network,
        name: attacks.length < 2 ? network : networks < 2 ? attack : `${network}, ${attack}`,
        label: attacks.length < 2 ? network : networks < 2 ? short[at] : `${network}, ${short[at]}`,
        colour: networks < 2 && attacks.length > 1 ? palette.colourAt(at) : palette.colour(network),
        mark: attacks.length > 1 ? palette.markAt(at) : palette.mark(network),
        dashed: own[0].network_kind === 'blind',
        pale: own.every(isUnrestored),
      };
    })
    .sort((a, b) => a.network.localeCompare(b.network));
}

/** Names of attacks without the parts that all share, where that leaves something of each; the worst keep theirs. */
function shortened(names, worst) {
  const parts = names.filter(name => !worst.has(name)).map(name => name.split(', '));
  const shared = (parts[0] ?? []).filter(part => parts.every(own => own.includes(part)));
  const left = name => name.split(', ').filter(part => !shared.includes(part)).join(', ');
  return names.some(name => left(name) === '') ? names : names.map(name => (worst.has(name) ? name : left(name)));
}

/** What must be said of lines that are pale; null if none is. */
export function paleNote(lines) {
  const pale = [...new Map(lines.filter(line => line.pale).map(line => [line.network, line])).values()];
  if (pale.length === 0) return null;
  const words = pale.map(({ network, rows }) => `${network} ${restorationWords(rows[0])}`);
  return element(
    'p',
    { class: 'note flag' },
    `Drawn faint: ${words.join('; ')}. Robustness of a network that does not restore says nothing.`,
  );
}
