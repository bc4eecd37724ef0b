// How sure means are: their 95 % bootstrap intervals over images, and how far the seeds of a job differ.
import { decimal, isDrawable, real } from '../page/number.js';

/**
 * Rows of a view of means, with the columns `X_lower`, `X_upper` and `X_seeds_deviation` of each mean `X` of which they
 * are known.
 *
 * @param {Array<object>} rows
 * @param {Array<object>} intervals rows of the view mean-intervals
 */
export function bounded(rows, intervals) {
  const known = new Map();
  intervals.forEach(interval => {
    const judges = [interval.judged_on, ...(interval.first_judge ? [null] : [])];
    judges.forEach(judge => {
      const { metric, budget } = interval;
      add(known, key(interval, interval.crafted_on, judge, budget), metric, interval);
      // Without an attack: the clean outputs of the jobs of the smallest budget, which comes first.
      if (metric.startsWith('clean_')) {
        const unattacked = key(interval, interval.crafted_on, judge, 0);
        add(known, unattacked, metric, interval);
        add(known, unattacked, metric.replace('clean_', 'attacked_'), interval);
      }
    });
  });
  return rows.map(row => {
    const own = known.get(key(row, row.crafted_on ?? row.network, row.judged_on ?? null, row.budget));
    return own ? { ...row, ...ends(row, own) } : row;
  });
}

function key(row, crafted, judge, budget) {
  const { data_set: set, objective, attack, attacks, target, norm } = row;
  return JSON.stringify([set ?? null, crafted, judge, objective, attack, attacks ?? null, target ?? null, norm, budget]);
}

function add(known, group, metric, interval) {
  const own = known.get(group) ?? new Map();
  if (!own.has(metric)) own.set(metric, interval);
  known.set(group, own);
}

function ends(row, own) {
  const columns = Object.keys(row)
    .map(column => [column, own.get(column.replace('_to_source_', '_to_sharp_'))])
    .filter(([, interval]) => interval && interval.lower !== null);
  return Object.fromEntries(
    columns.flatMap(([column, { lower, upper, seeds_deviation: seeds }]) => [
      [`${column}_lower`, lower],
      [`${column}_upper`, upper],
      // A clean output does not depend on them.
      ...(seeds === null || seeds === 0 ? [] : [[`${column}_seeds_deviation`, seeds]]),
    ]),
  );
}

/** Such as [11.8, 12.9]; empty where the interval is not known. */
export function intervalWords(row, column, digits) {
  const both = [row[`${column}_lower`], row[`${column}_upper`]];
  return both.every(end => isDrawable(real(end ?? null))) ? `[${both.map(end => decimal(end, digits)).join(', ')}]` : '';
}

/** Such as "seeds ± 0.2"; empty for one seed. */
export function seedsWords(row, column, digits) {
  const deviation = row[`${column}_seeds_deviation`] ?? null;
  return isDrawable(real(deviation)) ? `seeds ± ${decimal(deviation, digits)}` : '';
}
