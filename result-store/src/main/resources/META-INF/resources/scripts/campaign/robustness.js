// Robustness curves: a metric against the budget, from the clean value at 0.
import { budget, count, counted, decimal, isDrawable, plain, real } from '../page/number.js';
import { symbol } from '../page/element.js';
import { dataTable, numbersBehind } from '../page/data-table.js';
import { lineChart } from '../chart/line-chart.js';
import { byNetwork, chosenJudge, chosenRows, isBlind, NORM, OBJECTIVE, STEPS } from './lines.js';
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
        ' grows; means over the jobs. At 0: the restoration without an attack. Solid lines are non-blind networks, dashed ' +
          'ones blind. Where few networks are shown, the shaded band is one standard deviation over the jobs.',
      ],
    },
    (rows, controls) => draw(rows, controls, palette),
  );
}

function draw(rows, controls, palette) {
  if (rows.length === 0) return null;
  const ofObjective = chosenRows(rows, controls, [OBJECTIVE]);
  const metric = metricOf(
    controls.offer('metric', 'Metric', asOptions(metricsIn(ofObjective)), 'attacked_to_sharp_psnr'),
  );
  if (!metric) return null;
  const shown = chosenJudge(chosenRows(ofObjective, controls, [NORM, STEPS]), controls);
  const networks = byNetwork(shown);
  const series = networks.map(([network, own]) => ({
    name: network,
    colour: palette.colour(network),
    mark: palette.mark(network),
    dashed: isBlind(own[0]),
    points: points(own, metric, networks.length <= MOST_BANDS),
  }));
  const budgets = [...new Set(shown.map(row => row.budget))].sort((a, b) => a - b);
  return [plot(metric, series, budgets), numbersBehind('The same numbers as a table', () => table(shown, metric))];
}

function plot(metric, series, budgets) {
  const chart = lineChart(
    `${metric.label} against the budget, a line for each network`,
    { label: 'ε, in 255ths', ticks: [0, ...budgets], write: plain },
    { label: metric.axis, zero: metric.zero },
    series,
  );
  chart.classList.add('plot');
  return chart;
}

function points(rows, metric, withBand) {
  const measured = rows
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
        title: `${row.crafted_on}, ε = ${budget(row.budget)}: ${decimal(value, metric.digits)}${words}, ${counted(row.jobs, 'job')}`,
      };
    });
  const clean = metric.clean ? real(rows[0][metric.clean]) : null;
  const start = isDrawable(clean)
    ? [{ x: 0, y: clean, title: `${rows[0].crafted_on}, no attack: ${decimal(clean, metric.digits)}` }]
    : [];
  return [...start, ...measured.sort((a, b) => a.x - b.x)];
}

function table(rows, metric) {
  const columns = [
    { label: 'network' },
    { label: 'judged on' },
    { label: 'kind' },
    { label: 'ε', number: true },
    { label: 'jobs', number: true },
    ...(metric.clean ? [{ label: `${metric.label}, clean`, number: true }] : []),
    { label: metric.clean ? `${metric.label}, attacked` : metric.axis, number: true },
    ...(metric.deviation ? [{ label: 'deviation', number: true }] : []),
  ];
  return dataTable(
    metric.axis,
    columns,
    rows.map(row => [
      row.crafted_on,
      row.judged_on,
      row.network_kind ?? 'unknown',
      budget(row.budget),
      count(row.jobs),
      ...(metric.clean ? [decimal(row[metric.clean], metric.digits)] : []),
      decimal(row[metric.column], metric.digits),
      ...(metric.deviation ? [decimal(row[metric.deviation], metric.digits)] : []),
    ]),
  );
}
