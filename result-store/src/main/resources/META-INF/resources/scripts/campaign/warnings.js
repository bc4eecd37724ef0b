// Warnings: what is weaker about a campaign's numbers than it looks, counted by kind and network.
import { element } from '../page/element.js';
import { count, counted } from '../page/number.js';
import { galleryAddress, jobAddress } from '../page/address.js';
import { dataTable } from '../page/data-table.js';
import { inside } from '../service/inside.js';
import { Section } from './section.js';

export function warnings(campaign) {
  return new Section(
    {
      id: 'warnings',
      heading: 'Warnings',
      note: ['Jobs that succeeded, but whose numbers are weaker than they look. The message is that of the first job.'],
    },
    rows => (rows.length === 0 ? null : [draw(rows, campaign)]),
  );
}

function draw(rows, campaign) {
  return dataTable(
    'Warnings',
    [
      { label: 'warning' },
      { label: 'network' },
      { label: 'jobs', number: true },
      { label: 'first job' },
      { label: 'message', wide: true },
    ],
    rows.map(row => [
      element('b', { class: 'flag' }, row.code),
      row.network,
      all(row, campaign),
      element('a', { href: jobAddress(row.job_id, campaign, row.ordinal) }, `job ${row.ordinal}`),
      row.message,
    ]),
  );
}

/** How many, as a link to them where there is a gallery. */
function all({ code, network, jobs }, campaign) {
  if (inside) return count(jobs);
  const href = galleryAddress(campaign, { warning: code, network, sort: 'ordinal' });
  return element('a', { href, title: 'Show them in the gallery' }, counted(jobs, 'job'));
}
