// The smallest budgets that cost a network so many dB: the share of jobs whose loss is reached, against the budget.
import { budget, counted, decimal, plain } from '../page/number.js';
import { dataTable, numbersBehind } from '../page/data-table.js';
import { lineChart } from '../chart/line-chart.js';
import { chosenRows, linesOf } from './lines.js';
import { Section } from './section.js';

export function success(palette) {
  return new Section(
    {
      id: 'success',
      heading: 'Smallest budgets',
      note: [
        'The share of jobs in which a budget suffices to cost the loss in PSNR to the sharp image that is sought. Each job ' +
          'is one image and blur. Where a line ends below 100 %, the other jobs did not reach it within the largest budget.',
      ],
    },
    (rows, controls) => draw(rows, controls, palette),
  );
}

const percent = row => 100 * row.success;

function draw(rows, controls, palette) {
  if (rows.length === 0) return null;
  const shown = chosenRows(
    rows.map(row => ({ ...row, crafted_on: row.network, line: row.attack })),
    controls,
    [['epsilon', 'Largest budget', budget]],
  );
  const lines = linesOf(shown, palette);
  const chart = lineChart(
    'Share of jobs that reach the loss against the budget, a line for each network and attack',
    { label: 'ε, in 255ths', write: plain },
    { label: 'jobs that reach the loss, %', zero: true },
    lines.map(line => ({ ...line, mark: null, points: steps(line) })),
  );
  chart.classList.add('plot');
  return [chart, table(lines), numbersBehind('The same numbers as a table', () => behind(shown))];
}

/** From the share before a budget straight up to that from there on. */
function steps({ name, rows }) {
  return rows.flatMap((row, at) => {
    const title = `${name}, ε = ${budget(row.budget)}: ${row.reached} of ${counted(row.jobs, 'job')}`;
    return [percent(rows[at - 1] ?? row), percent(row)].map(y => ({ x: row.budget, y, title }));
  });
}

function table(lines) {
  const first = ({ rows }, share) => {
    const row = rows.find(({ success: reached }) => reached > 0 && reached >= share);
    return row ? budget(row.budget) : `not within ${budget(rows.at(-1).epsilon)}`;
  };
  return dataTable(
    'Smallest budgets',
    [
      { label: 'network' },
      { label: 'attack', wide: true },
      { label: 'loss, dB', number: true },
      { label: 'jobs', number: true },
      { label: 'reached, %', number: true },
      { label: 'smallest ε', number: true },
      { label: 'median ε', number: true },
    ],
    lines.map(line => {
      const last = line.rows.at(-1);
      return [
        line.network,
        last.attack,
        plain(last.loss),
        String(last.jobs),
        decimal(percent(last), 1),
        first(line, 0),
        first(line, 0.5),
      ];
    }),
  );
}

function behind(rows) {
  return dataTable(
    'Success against budget',
    [
      { label: 'network' },
      { label: 'attack', wide: true },
      { label: 'ε', number: true },
      { label: 'reached', number: true },
      { label: 'jobs', number: true },
    ],
    rows.map(row => [row.network, row.attack, budget(row.budget), String(row.reached), String(row.jobs)]),
  );
}
