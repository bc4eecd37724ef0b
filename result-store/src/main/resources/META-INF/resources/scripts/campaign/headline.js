// What the attacks did at most, in a few figures: the means of one network, judge, attack and budget each.
import { element } from '../page/element.js';
import { decimal, isDrawable, real } from '../page/number.js';
import { attackName, failedWords, isUnrestored, leftOut, restorationWords, unmovedWords } from './caveats.js';
import { bound } from './metrics.js';

/** Takes the rows of the robustness curve. */
export function headline() {
  const place = element('ul', { class: 'outcome', hidden: true });
  return {
    element: place,
    update(rows) {
      const shown = tiles(rows).filter(Boolean);
      place.replaceChildren(...shown);
      place.hidden = shown.length === 0;
    },
  };
}

function tiles(rows) {
  // A network that does not restore is shown, marked, only where no other is; attacks that moved nothing are not.
  const moving = rows.filter(row => row.budget > 0 && !(row.unmoved >= row.jobs));
  const restoring = moving.filter(row => !isUnrestored(row));
  const shown = restoring.length > 0 ? restoring : moving;
  const known = (...columns) => shown.filter(row => columns.every(column => isDrawable(real(row[column] ?? null))));
  const most = (found, size) => found.reduce((best, row) => (best && size(best) >= size(row) ? best : row), null);
  const change = (clean, attacked, sign) =>
    most(known(clean, attacked), row => sign * (Number(row[attacked]) - Number(row[clean])));
  return [
    moved(
      change('clean_to_sharp_psnr', 'attacked_to_sharp_psnr', -1),
      'sharp_psnr',
      1,
      ' dB',
      'PSNR to the sharp image',
    ),
    moved(
      change('clean_to_target_ncc', 'attacked_to_target_ncc', 1),
      'target_ncc',
      3,
      '',
      'likeness (NCC) to the target',
    ),
    stretched(most(known('lipschitz'), row => Number(row.lipschitz))),
  ];
}

function moved(row, number, digits, unit, words) {
  if (!row) return null;
  const [clean, attacked] = [row[`clean_to_${number}`], row[`attacked_to_${number}`]];
  return tile(`${decimal(clean, digits)} → ${decimal(attacked, digits)}${unit}`, `${words}: ${attack(row)}; means${caveats(row, `attacked_to_${number}`)}`);
}

const stretched = row =>
  row && tile(`${decimal(row.lipschitz, 1)}×`, `as far as the input does the output move: ${attack(row)}; mean${caveats(row, 'lipschitz')}`);

const tile = (figure, words) => element('li', {}, element('b', {}, figure), element('span', {}, words));

function attack(row) {
  const judge = row.judged_on === row.crafted_on ? '' : ` judged on ${row.judged_on}`;
  return `${attackName(row)} on ${row.crafted_on}${judge}, ${bound(row.budget, row.norm)}`;
}

function caveats(row, column) {
  const left = leftOut(row, column);
  return [left > 0 && `${left} of ${row.jobs} left out`, unmovedWords(row), failedWords(row), restorationWords(row)]
    .filter(Boolean)
    .map(text => `; ${text}`)
    .join('');
}
