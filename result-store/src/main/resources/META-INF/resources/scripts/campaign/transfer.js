// Transfer: what perturbations crafted on one network (rows) do to another (columns). A table whose cells are coloured.
import { element, shape } from '../page/element.js';
import { budget, counted, decimal, isDrawable, real } from '../page/number.js';
import { scrolling } from '../page/data-table.js';
import { failedMark, isUnrestored, leftOutWords, named, restorationWords, unmovedWords } from './caveats.js';
import { intervalWords, seedsWords } from './intervals.js';
import { ATTACK, chosenRows, NORM, OBJECTIVE } from './lines.js';
import { Section } from './section.js';

/** `worst` says which end is bad for the network, and so is coloured strongest. */
const NUMBERS = [
  {
    value: 'damage',
    label: 'Damage',
    words: 'dB of PSNR lost against x',
    worst: 'high',
    digits: 2,
    column: 'damage',
  },
  {
    value: 'psnr',
    label: 'PSNR',
    words: 'PSNR of the attacked output against x, dB',
    worst: 'low',
    digits: 2,
    column: 'attacked_to_sharp_psnr',
  },
  {
    value: 'change',
    label: 'Change',
    words: 'PSNR of the attacked output against the clean one, dB',
    worst: 'low',
    digits: 2,
    column: 'attacked_to_clean_psnr',
  },
  {
    value: 'target',
    label: 'NCC to target',
    words: 'NCC of the attacked output against the target',
    worst: 'high',
    digits: 2,
    column: 'attacked_to_target_ncc',
  },
  {
    value: 'lipschitz',
    label: 'Lipschitz',
    words: 'Lipschitz quotient',
    worst: 'high',
    digits: 2,
    column: 'lipschitz',
  },
];

export function transfer() {
  return new Section(
    {
      id: 'transfer',
      heading: 'Transfer',
      note: [
        'What perturbations crafted on the network of a row do to the network of a column; means over the jobs. ' +
          'Outlined: the attack on the network itself.',
      ],
    },
    draw,
  );
}

function draw(rows, controls) {
  if (rows.every(row => row.judged_on === row.crafted_on)) return null;
  const chosen = chosenRows(named(rows), controls, [OBJECTIVE, ATTACK, NORM, ['budget', 'Budget', budget]]);
  const offered = NUMBERS.filter(number => chosen.some(row => isDrawable(real(row[number.column]))));
  const number = NUMBERS.find(({ value }) => value === controls.offer('number', 'Number', offered, 'damage'));
  if (!number) return null;
  const values = chosen.map(row => real(row[number.column])).filter(isDrawable);
  const range = [Math.min(...values), Math.max(...values)];
  return [table(chosen, number, range), ramp(number, range)];
}

function table(rows, number, range) {
  const crafted = [...new Set(rows.map(row => row.crafted_on))].sort();
  const judged = [...new Set(rows.map(row => row.judged_on))].sort();
  const at = new Map(rows.map(row => [JSON.stringify([row.crafted_on, row.judged_on]), row]));
  return scrolling(
    'Transfer matrix',
    element(
      'table',
      { class: 'heat' },
      element('caption', {}, number.words),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', { scope: 'col' }, 'crafted on\u00a0↓ judged on\u00a0→'),
          judged.map(name => element('th', { scope: 'col' }, name, ' ', blurred(rows, name))),
        ),
      ),
      element(
        'tbody',
        {},
        crafted.map(from =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, from, ' ', failedMark(rows.find(row => row.crafted_on === from))),
            judged.map(to => cell(at.get(JSON.stringify([from, to])), number, range)),
          ),
        ),
      ),
    ),
  );
}

/** Below a judge's name: the PSNR of the blurred images and of its clean outputs, flagged where it does not restore. */
function blurred(rows, judge) {
  const row = rows.find(({ judged_on: name, gain_db: gain }) => name === judge && isDrawable(real(gain)));
  if (!row) return null;
  const words = `blurred ${decimal(row.blurred_to_sharp_psnr, 2)}, clean ${decimal(row.clean_to_sharp_psnr, 2)} dB`;
  return isUnrestored(row)
    ? element('small', { class: 'flag' }, `${words}: does not restore`)
    : element('small', {}, words);
}

function cell(row, number, range) {
  if (!row) return element('td', {}, '–');
  const value = real(row[number.column]);
  const made = element(
    'td',
    {
      class: row.crafted_on === row.judged_on && 'own',
      title: [
        `crafted on ${row.crafted_on}, judged on ${row.judged_on}: ${counted(row.jobs, 'job')}`,
        intervalWords(row, number.column, number.digits),
        seedsWords(row, number.column, number.digits),
        leftOutWords(row, number.column),
        unmovedWords(row),
        restorationWords(row),
      ]
        .filter(Boolean)
        .join(', '),
    },
    decimal(value, number.digits),
    row.left_out?.[number.column] && element('small', {}, ` −${row.left_out[number.column]}`),
  );
  if (isDrawable(value)) made.style.background = colour(harm(value, number, range));
  return made;
}

function harm(value, { worst }, [low, high]) {
  const share = high > low ? (value - low) / (high - low) : 0;
  return worst === 'high' ? share : 1 - share;
}

/** At most half accent, so that ink stays legible on it in both themes. */
const colour = share => `color-mix(in oklab, var(--accent) ${Math.round(share * 52)}%, var(--card))`;

function ramp(number, [low, high]) {
  const ends = number.worst === 'high' ? [low, high] : [high, low];
  const parts = 24;
  return element(
    'p',
    { class: 'ramp' },
    decimal(ends[0], number.digits),
    shape(
      'svg',
      { viewBox: `0 0 ${parts} 1`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      Array.from({ length: parts }, (_, at) => {
        const part = shape('rect', { x: at, width: 1.05, height: 1 });
        part.style.fill = colour(at / (parts - 1));
        return part;
      }),
    ),
    decimal(ends[1], number.digits),
    element('span', {}, `${number.words}; stronger is worse for the network`),
  );
}
