// Which of a view's rows make which line: one for each network under attack.
import { optionsOf } from '../page/controls.js';
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
export const STEPS = ['steps', 'Steps', String];

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

/** Rows by network under attack, in order. */
export function byNetwork(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.crafted_on, [...(groups.get(row.crafted_on) ?? []), row]);
  return [...groups].sort(([a], [b]) => a.localeCompare(b));
}

export const isBlind = row => row.network_kind === 'blind';
