// What a reader must know of a row besides its means: values left out, jobs that did not move, no restoration.
import { element } from '../page/element.js';
import { count, decimal, isDrawable, real } from '../page/number.js';
import { intervalWords, seedsWords } from './intervals.js';

/** The attack, as tables and charts call it. */
export function attackName({ attack, attacks, target }) {
  if (!attacks) return attack;
  return `${attack} (${attacks})${target ? ` towards ${target}` : ''}`;
}

/** Rows with the column `line`: what chooses and names the attack. */
export const named = rows => rows.map(row => ({ ...row, line: attackName(row) }));

/** Whether the mean clean output is no nearer to the sharp image than the blurred one: robustness then says nothing. */
export function isUnrestored(row) {
  const gain = real(row.gain_db);
  return isDrawable(gain) && gain <= 0;
}

/** In words; empty where the network restores, or nothing is known. */
export function restorationWords(row) {
  if (!isUnrestored(row)) return '';
  const clean = real(row.clean_to_sharp_psnr ?? row.clean_to_source_psnr);
  const blurred = real(row.blurred_to_sharp_psnr ?? row.blurred_to_source_psnr);
  const gain = real(row.gain_db);
  const below = `${decimal(-gain, 2)} dB below blurred`;
  // Where the means leave out different images, their difference is not the gain.
  return Math.abs(clean - blurred - gain) < 0.005
    ? `does not restore: clean ${decimal(clean, 2)} dB is ${below} ${decimal(blurred, 2)} dB`
    : `does not restore: clean is ${below}, where both are finite`;
}

/** The verdict on attacks whose figures are no robustness. */
export const FAILED = 'attack failed';

/** Rows of a view; those of an attack with the column `attack_failed`: why, where its verdict says so; else null. */
export function judged(rows, trust) {
  const key = row =>
    JSON.stringify([row.crafted_on ?? row.network, row.objective, row.attack, row.target ?? null, row.norm, row.budget]);
  const reasons = new Map(
    trust.filter(({ verdict }) => verdict === FAILED).map(row => [key(row), `${row.reasons.join('. ')}.`]),
  );
  return rows.map(row => ('attack' in row ? { ...row, attack_failed: reasons.get(key(row)) ?? null } : row));
}

/** A mark that the attack failed, with the reasons as its title; null where it did not. */
export const failedMark = ({ attack_failed: reasons }) =>
  reasons ? element('small', { class: 'flag', title: `These figures are no robustness. ${reasons}` }, FAILED) : null;

export const failedWords = ({ attack_failed: reasons }) => (reasons ? FAILED : '');

/** How many values a mean leaves out because they are infinite or undefined. */
export const leftOut = (row, column) => row.left_out?.[column] ?? 0;

export const leftOutWords = (row, column) => {
  const left = leftOut(row, column);
  return left > 0 ? `${count(left)} of ${count(row.jobs)} infinite or undefined, left out` : '';
};

export const unmovedWords = ({ unmoved, jobs }) =>
  unmoved > 0 ? `${count(unmoved)} of ${count(jobs)} did not move` : '';

/** A mean, beside it how many values it leaves out, its interval, and its deviation over seeds. */
export function mean(row, column, digits) {
  const words = leftOutWords(row, column);
  const interval = intervalWords(row, column, digits);
  const seeds = seedsWords(row, column, digits);
  const text = decimal(row[column], digits);
  if (!words && !interval) return text;
  return element(
    'span',
    { title: words || null },
    text,
    words && [' ', element('small', {}, `−${leftOut(row, column)}`)],
    interval && [' ', element('small', { class: 'interval' }, interval)],
    seeds && [' ', element('small', { class: 'interval' }, seeds)],
  );
}

/** How many jobs, and beside it how many did not move. */
export function jobs(row) {
  const words = unmovedWords(row);
  if (!words) return count(row.jobs);
  return element('span', {}, count(row.jobs), ' ', element('small', { class: 'flag' }, words));
}

/** A mark that the network does not restore; null where it does. */
export function flag(row) {
  const words = restorationWords(row);
  return words ? element('small', { class: 'flag' }, words) : null;
}

/** What the small numbers beside means are; null where there are none. */
export function legend(rows) {
  const has = end => rows.some(row => Object.keys(row).some(column => column.endsWith(end)));
  const words = [
    rows.some(row => row.left_out) && 'A small −n beside a mean: n values are infinite or undefined, and left out of it.',
    has('_lower') && 'In brackets: the 95 % bootstrap interval of the mean, over images (percentiles of 1,000 resamples).',
    has('_seeds_deviation') && 'Seeds ±: the standard deviation over the seeds of a job, mean over the images.',
  ].filter(Boolean);
  return words.length > 0 ? element('p', { class: 'note' }, words.join(' ')) : null;
}
