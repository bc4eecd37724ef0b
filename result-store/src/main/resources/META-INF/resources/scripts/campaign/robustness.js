// Curves: a metric against the budget, whose row at budget 0 has the clean values, or against the steps of the attack.
import { budget, counted, decimal, isDrawable, plain, real } from '../page/number.js';
import { element, symbol } from '../page/element.js';
import { dataTable, numbersBehind } from '../page/data-table.js';
import { lineChart } from '../chart/line-chart.js';
import { failedMark, failedWords, flag, jobs, leftOutWords, legend, mean, named, unmovedWords } from './caveats.js';
import { chosenAttacks, chosenJudge, chosenRows, linesOf, NORM, OBJECTIVE, paleNote } from './lines.js';
import { intervalWords, seedsWords } from './intervals.js';
import { asOptions, metricOf, metricsIn } from './metrics.js';
import { Section } from './section.js';

/** More bands over each other tell nothing. */
const MOST_BANDS = 4;

const AGAINST_BUDGET = {
  column: 'budget',
  words: 'the budget',
  axis: 'ε, in 255ths',
  at: row => (row.budget > 0 ? `ε = ${budget(row.budget)}` : 'no attack'),
  columns: [],
};
const AGAINST_STEPS = {
  column: 'step',
  words: 'the steps',
  axis: 'steps',
  at: row => counted(row.step, 'step'),
  columns: [['budget', 'Budget', budget]],
};

export function robustness(palette) {
  return new Section(
    {
      id: 'robustness',
      heading: 'Robustness',
      note: [
        'How the outputs change as the budget ',
        symbol('ε'),
        ' grows; means over the jobs, a line for each network and attack. At 0: the restoration without an attack. Solid ' +
          'lines are non-blind networks, dashed ones blind. Where few lines are shown, the shaded band is one standard ' +
          'deviation over the jobs. Worst over attacks: for each image the attack that damages it most.',
      ],
    },
    (rows, controls) => draw(rows, controls, palette, AGAINST_BUDGET),
  );
}

/** Of attacks with evaluateAt. */
export function steps(palette) {
  return new Section(
    {
      id: 'steps',
      heading: 'Steps',
      note: [
        'How the outputs change with the number of steps; means over the jobs of one budget, a line for each network and ' +
          'attack. Each point is what an attack with so many steps ends with.',
      ],
    },
    (rows, controls) => draw(rows, controls, palette, AGAINST_STEPS),
  );
}

function draw(rows, controls, palette, against) {
  if (rows.length === 0) return null;
  const ofObjective = chosenRows(named(rows), controls, [OBJECTIVE]);
  const metric = metricOf(
    controls.offer('metric', 'Metric', asOptions(metricsIn(ofObjective)), 'attacked_to_sharp_psnr'),
  );
  if (!metric) return null;
  const shown = chosenJudge(chosenAttacks(chosenRows(ofObjective, controls, [NORM, ...against.columns]), controls), controls);
  const lines = linesOf(shown, palette);
  const series = lines.map(line => ({ ...line, points: points(line, metric, lines.length <= MOST_BANDS, against) }));
  return [
    plot(metric, series, shown, against),
    paleNote(lines),
    numbersBehind('The same numbers as a table', () => element('div', {}, table(shown, metric, against), legend(shown))),
  ].filter(Boolean);
}

function plot(metric, series, rows, { column, words, axis }) {
  const ticks = [...new Set(rows.map(row => row[column]))].sort((a, b) => a - b);
  const chart = lineChart(
    `${metric.label} against ${words}, a line for each network and attack`,
    { label: axis, ticks, write: plain },
    { label: metric.axis, zero: metric.zero },
    series,
  );
  chart.classList.add('plot');
  return chart;
}

function points({ name, rows }, metric, withBand, { column, at }) {
  return rows
    .filter(row => isDrawable(real(row[metric.column])))
    .map(row => {
      const value = row[metric.column];
      const deviation = metric.deviation ? real(row[metric.deviation]) : null;
      const known = isDrawable(deviation);
      const words = known ? ` ± ${decimal(deviation, metric.digits)}` : '';
      const sides = withBand && known ? { low: value - deviation, high: value + deviation } : {};
      return {
        x: row[column],
        y: value,
        ...sides,
        title: [
          `${name}, ${at(row)}: ${decimal(value, metric.digits)}${words}`,
          intervalWords(row, metric.column, metric.digits),
          seedsWords(row, metric.column, metric.digits),
          counted(row.jobs, 'job'),
          leftOutWords(row, metric.column),
          unmovedWords(row),
          failedWords(row),
        ]
          .filter(Boolean)
          .join(', '),
      };
    })
    .sort((a, b) => a.x - b.x);
}

function table(rows, metric, against) {
  const columns = [
    { label: 'network' },
    { label: 'judged on' },
    { label: 'kind' },
    { label: 'attack' },
    { label: 'ε', number: true },
    ...(against === AGAINST_STEPS ? [{ label: 'steps', number: true }] : []),
    { label: 'jobs', number: true },
    { label: 'PSNR of blurred, dB', number: true },
    ...(metric.clean ? [{ label: `${metric.label}, clean`, number: true }] : []),
    { label: metric.clean ? `${metric.label}, attacked` : metric.axis, number: true },
    ...(metric.deviation ? [{ label: 'deviation', number: true }] : []),
  ];
  return dataTable(
    metric.axis,
    columns,
    rows.map(row => [
      row.crafted_on,
      [row.judged_on, ' ', flag(row)],
      row.network_kind ?? 'unknown',
      [row.line, ' ', failedMark(row)],
      budget(row.budget),
      ...(against === AGAINST_STEPS ? [plain(row.step)] : []),
      jobs(row),
      mean(row, 'blurred_to_sharp_psnr', 2),
      ...(metric.clean ? [mean(row, metric.clean, metric.digits)] : []),
      mean(row, metric.column, metric.digits),
      ...(metric.deviation ? [decimal(row[metric.deviation], metric.digits)] : []),
    ]),
  );
}
