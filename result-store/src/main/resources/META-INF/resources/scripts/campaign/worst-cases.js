// Worst cases: the jobs that lost most, with their pictures.
import { element } from '../page/element.js';
import { budget, decimal } from '../page/number.js';
import { jobAddress } from '../page/address.js';
import { scrolling } from '../page/data-table.js';
import { flags } from '../page/flags.js';
import { picture } from '../page/picture.js';
import { artifactPath } from '../service/results.js';
import { failedMark, named } from './caveats.js';
import { chosenAttacks, chosenRows, OBJECTIVE, ownJudge } from './lines.js';
import { Section } from './section.js';

const MOST = 8;
const THUMBNAIL = { width: 52, height: 52 };

export function worstCases(campaign) {
  return new Section(
    {
      id: 'worst',
      heading: 'Worst cases',
      note: ['The jobs whose outputs lost most against the sharp image: restored, and restored under attack.'],
    },
    (rows, controls) => draw(rows, controls, campaign),
  );
}

function draw(rows, controls, campaign) {
  const own = chosenRows(
    named(rows.filter(row => row.damage !== null && row.judged_on === ownJudge(row.crafted_on, rows))),
    controls,
    [OBJECTIVE],
  );
  const worst = chosenAttacks(own, controls).sort(byDamage).slice(0, MOST);
  if (worst.length === 0) return null;
  const targeted = worst.some(row => row.target);
  const heads = ['job', '', 'image', 'network', 'attack', ...(targeted ? ['target'] : []), 'kernel'];
  const numbers = ['ε', 'PSNR blurred, dB', 'before, dB', 'after, dB', 'lost, dB', 'Lipschitz'];
  return [
    scrolling(
      'Worst cases',
      element(
        'table',
        { class: 'worst' },
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            heads.map(head =>
              element('th', { scope: 'col' }, head || element('span', { class: 'for-readers' }, 'pictures')),
            ),
            numbers.map(head => element('th', { scope: 'col', class: 'n' }, head)),
          ),
        ),
        element(
          'tbody',
          {},
          worst.map(row => line(row, campaign, targeted)),
        ),
      ),
    ),
  ];
}

/** The most first; infinite ones have their place. */
function byDamage(a, b) {
  const [first, second] = [Number(a.damage), Number(b.damage)];
  return first === second ? 0 : first < second ? 1 : -1;
}

function line(row, campaign, targeted) {
  const numbers = [
    budget(row.budget),
    decimal(row.blurred_to_sharp_psnr, 2),
    decimal(row.clean_to_sharp_psnr, 2),
    decimal(row.attacked_to_sharp_psnr, 2),
    element('b', {}, decimal(row.damage, 2)),
    decimal(row.lipschitz, 1),
  ];
  return element(
    'tr',
    {},
    element('td', {}, element('a', { href: jobAddress(row.job_id, campaign, row.ordinal) }, `job ${row.ordinal}`)),
    element(
      'td',
      {},
      picture(artifactPath(row.job_id, 'clean-output-picture'), `${row.image} restored`, THUMBNAIL),
      picture(artifactPath(row.job_id, 'attacked-output-picture'), `${row.image} restored under attack`, THUMBNAIL),
    ),
    element('td', {}, row.image),
    element('td', {}, row.crafted_on),
    element('td', { class: 'wide' }, row.attack, ' ', failedMark(row), ' ', flags(row.warnings)),
    targeted && element('td', {}, row.target ?? '–'),
    element('td', {}, row.kernel_type ? `${row.kernel_type} ${row.kernel_size}` : '–'),
    numbers.map(number => element('td', { class: 'n' }, number)),
  );
}
