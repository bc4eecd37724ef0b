// Verdicts: whether the figures of a network may be called robustness, and why not.
import { element } from '../page/element.js';
import { budget, count } from '../page/number.js';
import { dataTable } from '../page/data-table.js';
import { FAILED, named } from './caveats.js';
import { NORMS } from './metrics.js';
import { Section } from './section.js';

export function verdicts() {
  return new Section(
    {
      id: 'verdicts',
      heading: 'Verdicts',
      note: [
        'Whether the figures may be called robustness. Looked for are signs that an attack failed or was too weak, in the ' +
          'first 50 jobs of each kernel size, data set and target. Budgets with the same signs share a row, with the ' +
          'figures of the largest. No objection is no proof.',
      ],
    },
    rows => (rows.length === 0 ? null : [draw(named(rows))]),
  );
}

function draw(rows) {
  const withNorm = new Set(rows.map(row => row.norm)).size > 1;
  const groups = Map.groupBy(rows, row =>
    JSON.stringify([row.network, row.objective, row.line, row.target, row.norm, row.verdict, row.codes]),
  );
  return dataTable(
    'Verdicts',
    [
      { label: 'network' },
      { label: 'verdict' },
      { label: 'attack', wide: true },
      { label: 'ε' },
      ...(withNorm ? [{ label: 'norm' }] : []),
      { label: 'jobs looked at', number: true },
      { label: 'reasons', wide: true },
    ],
    [...groups.values()].map(own => {
      const last = own.at(-1);
      return [
        last.network,
        last.verdict === FAILED ? element('b', {}, last.verdict) : last.verdict,
        last.line,
        own.map(row => budget(row.budget)).join(', '),
        ...(withNorm ? [NORMS[last.norm] ?? last.norm] : []),
        count(last.jobs),
        last.reasons.map((reason, at) =>
          element('div', { class: 'reason' }, element('b', {}, last.codes[at]), `: ${reason}.`),
        ),
      ];
    }),
  );
}
