// A choice of another campaign, or of an imported bundle, to compare with.
import { comparisonAddress } from '../page/address.js';
import { element } from '../page/element.js';
import { moment } from '../page/time.js';
import { bundles, campaigns } from '../service/results.js';

const MOST = 100;

/** @param {Array<{kind: string, id: string}>} sources that are compared with the choice; kind: campaign or bundle */
export function comparison(sources) {
  const choice = element(
    'select',
    {
      id: 'compare',
      onchange: () => {
        location.href = comparisonAddress([...sources, JSON.parse(choice.value)]);
      },
    },
    element('option', { value: '', selected: true, disabled: true }, 'another campaign or bundle'),
  );
  const place = element('label', { class: 'field', for: 'compare', hidden: true }, 'Compare with', choice);
  const offer = (label, kind, known, time) => {
    const others = known.filter(({ id }) => !sources.some(source => source.kind === kind && source.id === id));
    if (others.length === 0) return;
    const options = others.map(({ id, name, [time]: at }) =>
      element('option', { value: JSON.stringify({ kind, id }) }, `${name}, ${moment(at)}`),
    );
    choice.append(element('optgroup', { label }, options));
    place.hidden = false;
  };
  Promise.all([campaigns({ limit: MOST }), bundles().catch(() => [])]).then(
    ([page, imported]) => {
      offer('Campaigns', 'campaign', page.campaigns, 'submitted');
      offer('Imported bundles', 'bundle', imported, 'imported');
    },
    // Without the others the page is a page all the same; the browser reports the request.
    () => null,
  );
  return place;
}
