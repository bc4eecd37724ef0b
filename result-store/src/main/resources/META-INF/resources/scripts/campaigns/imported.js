// The bundles of other installations that were imported, below the campaigns of this one.
import { comparisonAddress } from '../page/address.js';
import { dataTable } from '../page/data-table.js';
import { element } from '../page/element.js';
import { count } from '../page/number.js';
import { moment } from '../page/time.js';
import { bundles } from '../service/results.js';

const DIGITS = 12;

export function imported() {
  const place = element('section', { id: 'imported', hidden: true, 'aria-labelledby': 'imported-heading' });
  bundles().then(
    known => {
      place.hidden = known.length === 0;
      place.append(
        element('h2', { id: 'imported-heading' }, 'Imported bundles'),
        element('p', { class: 'note' }, 'Campaigns that ran elsewhere. Their numbers were not recomputed here.'),
        dataTable(
          'Imported bundles',
          [{ label: 'campaign' }, { label: 'jobs', number: true }, { label: 'signature' }, { label: 'imported' }, { label: 'bundle' }],
          known.map(bundle => [
            element('a', { href: comparisonAddress([{ kind: 'bundle', id: bundle.id }]) }, bundle.name),
            count(bundle.jobs),
            bundle.signer ? element('code', { title: bundle.signer }, bundle.signer.slice(0, DIGITS)) : signature(bundle),
            moment(bundle.imported),
            element('code', { title: bundle.id }, bundle.id.slice(0, DIGITS)),
          ]),
        ),
      );
    },
    // The campaigns are shown all the same; the browser reports the request.
    () => null,
  );
  return place;
}

const signature = ({ signed }) => (signed ? 'not checked' : 'unsigned');
