// A choice of another campaign to compare with.
import { comparisonAddress } from '../page/address.js';
import { element } from '../page/element.js';
import { moment } from '../page/time.js';
import { campaigns } from '../service/results.js';

const MOST = 100;

/** @param {string} id of the campaign */
export function comparison(id) {
  const choice = element(
    'select',
    {
      id: 'compare',
      onchange: () => {
        location.href = comparisonAddress(id, choice.value);
      },
    },
    element('option', { value: '', selected: true, disabled: true }, 'another campaign'),
  );
  const place = element('label', { class: 'field', for: 'compare', hidden: true }, 'Compare with', choice);
  campaigns({ limit: MOST }).then(
    ({ campaigns: known }) => {
      const others = known.filter(other => other.id !== id);
      choice.append(
        ...others.map(other => element('option', { value: other.id }, `${other.name}, ${moment(other.submitted)}`)),
      );
      place.hidden = others.length === 0;
    },
    // Without the others the page is a page all the same; the browser reports the request.
    () => null,
  );
  return place;
}
