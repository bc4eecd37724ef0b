// Robustness curves: a metric against the budget. The row at budget 0 has the clean values.
import { budget, counted, decimal, isDrawable, plain, real } from '../page/number.js';
import { element, symbol } from '../page/element.js';
import { dataTable, numbersBehind } from '../page/data-table.js';
import { lineChart } from '../chart/line-chart.js';
import { failedMark, failedWords, flag, jobs, leftOutWords, legend, mean, named, unmovedWords } from './caveats.js';
import { chosenAttacks, chosenJudge, chosenRows, linesOf, NORM, OBJECTIVE, paleNote } from './lines.js';
import { asOptions, metricOf, metricsIn } from './metrics.js';
import { Section } from './section.js';

/** More bands over each other tell nothing. */
const MOST_BANDS = 4;

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
    (rows, controls) => draw(rows, controls, palette),
  );
}

function draw(rows, controls, palette) {
  if (rows.length === 0) return null;
  const ofObjective = chosenRows(named(rows), controls, [OBJECTIVE]);
  const metric = metricOf(
    controls.offer('metric', 'Metric', asOptions(metricsIn(ofObjective)), 'attacked_to_sharp_psnr'),
  );
  if (!metric) return null;
  const shown = chosenJudge(chosenAttacks(chosenRows(ofObjective, controls, [NORM]), controls), controls);
  const lines = linesOf(shown, palette);
  const series = lines.map(line => ({ ...line, points: points(line, metric, lines.length <= MOST_BANDS) }));
  const budgets = [...new Set(shown.map(row => row.budget))].sort((a, b) => a - b);
  return [
    plot(metric, series, budgets),
    paleNote(lines),
    numbersBehind('The same numbers as a table', () => element('div', {}, table(shown, metric), legend(shown))),
  ].filter(Boolean);
}

function plot(metric, series, budgets) {
  const chart = lineChart(
    `${metric.label} against the budget, a line for each network and attack`,
    { label: 'ε, in 255ths', ticks: budgets, write: plain },
    { label: metric.axis, zero: metric.zero },
    series,
  );
  chart.classList.add('plot');
  return chart;
}

function points({ name, rows }, metric, withBand) {
  return rows
    .filter(row => isDrawable(real(row[metric.column])))
    .map(row => {
      const value = row[metric.column];
      const deviation = metric.deviation ? real(row[metric.deviation]) : null;
      const known = isDrawable(deviation);
      const words = known ? ` ± ${decimal(deviation, metric.digits)}` : '';
      const sides = withBand && known ? { low: value - deviation, high: value + deviation } : {};
      return {
        x: row.budget,
        y: value,
        ...sides,
        title: [
          `${name}, ${row.budget > 0 ? `ε = ${budget(row.budget)}` : 'no attack'}: ${decimal(value, metric.digits)}${words}`,
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

function table(rows, metric) {
  const columns = [
    { label: 'network' },
    { label: 'judged on' },
    { label: 'kind' },
    { label: 'attack' },
    { label: 'ε', number: true },
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
      jobs(row),
      mean(row, 'blurred_to_sharp_psnr', 2),
      ...(metric.clean ? [mean(row, metric.clean, metric.digits)] : []),
      mean(row, metric.column, metric.digits),
      ...(metric.deviation ? [decimal(row[metric.deviation], metric.digits)] : []),
    ]),
  );
}
