// Warnings and failures: jobs of a campaign, counted by a code and by network.
import { element } from '../page/element.js';
import { count, counted } from '../page/number.js';
import { galleryAddress, jobAddress } from '../page/address.js';
import { command } from '../page/command.js';
import { copyable } from '../page/copyable.js';
import { dataTable } from '../page/data-table.js';
import { inside } from '../service/inside.js';
import { Section } from './section.js';

/** What is weaker about the numbers than it looks. */
export const warnings = campaign =>
  countedJobs(
    campaign,
    'Warnings',
    'warning',
    'Jobs that succeeded, but whose numbers are weaker than they look. The message is that of the first job.',
    ({ code, network }) => ({ warning: code, network }),
  );

/** Jobs that have no result. */
export const failures = campaign =>
  countedJobs(
    campaign,
    'Failures',
    'reason',
    'Jobs that have no result. The message is that of the first job.',
    ({ code, network }) => ({ state: 'FAILED', code, network }),
    () => [
      element('p', {}, 'Once the reason is gone, this runs them again:'),
      copyable(command('retry', campaign), 'the command that retries failed jobs'),
    ],
  );

/**
 * @param {string} campaign
 * @param {string} heading
 * @param {string} label of the code
 * @param {string} note
 * @param {function(object): object} filters what shows a row's jobs in the gallery
 * @param {function(): Node[]} below the table
 */
function countedJobs(campaign, heading, label, note, filters, below = () => []) {
  return new Section({ id: heading.toLowerCase(), heading, note: [note] }, rows =>
    rows.length === 0 ? null : [draw(rows), ...below()],
  );

  function draw(rows) {
    return dataTable(
      heading,
      [
        { label },
        { label: 'network' },
        { label: 'jobs', number: true },
        { label: 'first job' },
        { label: 'message', wide: true },
      ],
      rows.map(row => [
        element('b', { class: 'flag' }, row.code),
        row.network,
        all(row),
        element('a', { href: jobAddress(row.job_id, campaign, row.ordinal) }, `job ${row.ordinal}`),
        row.message,
      ]),
    );
  }

  /** How many, as a link to them where there is a gallery. */
  function all(row) {
    if (inside) return count(row.jobs);
    const href = galleryAddress(campaign, { ...filters(row), sort: 'ordinal' });
    return element('a', { href, title: 'Show them in the gallery' }, counted(row.jobs, 'job'));
  }
}
