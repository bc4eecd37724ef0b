// What the size of the kernel does: a metric against the kernel's side.
import { budget, count, counted, decimal, isDrawable, plain, real } from '../page/number.js';
import { dataTable, numbersBehind } from '../page/data-table.js';
import { lineChart } from '../chart/line-chart.js';
import { byNetwork, chosenJudge, chosenRows, isBlind, NORM, OBJECTIVE } from './lines.js';
import { asOptions, metricOf, metricsIn } from './metrics.js';
import { Section } from './section.js';

export function kernelSize(palette) {
  return new Section(
    {
      id: 'kernel-size',
      heading: 'Kernel size',
      note: [
        'Means by the side of the blur kernel. Where a network is measured without an attack too, that is its faint line.',
      ],
    },
    (rows, controls) => draw(rows, controls, palette),
  );
}

function draw(rows, controls, palette) {
  if (new Set(rows.map(row => row.kernel_size)).size < 2) return null;
  const ofObjective = chosenRows(rows, controls, [OBJECTIVE]);
  const metric = metricOf(
    controls.offer('metric', 'Metric', asOptions(metricsIn(ofObjective)), 'attacked_to_sharp_psnr'),
  );
  if (!metric) return null;
  const shown = chosenJudge(
    chosenRows(ofObjective, controls, [['kernel_type', 'Kernel', String], NORM, ['budget', 'Budget', budget]]),
    controls,
  );
  const series = byNetwork(shown).flatMap(([network, own]) => {
    const look = { name: network, colour: palette.colour(network), dashed: isBlind(own[0]) };
    return [
      ...(metric.clean ? [{ ...look, faint: true, points: points(own, metric, metric.clean) }] : []),
      { ...look, mark: palette.mark(network), points: points(own, metric, metric.column) },
    ];
  });
  const sizes = [...new Set(shown.map(row => row.kernel_size))].sort((a, b) => a - b);
  const chart = lineChart(
    `${metric.label} against the kernel's side, a line for each network`,
    { label: 'side of the kernel, pixels', ticks: sizes, write: plain },
    { label: metric.axis, zero: metric.zero },
    series,
  );
  chart.classList.add('plot');
  return [chart, numbersBehind('The same numbers as a table', () => table(shown, metric))];
}

function points(rows, metric, column) {
  return rows
    .filter(row => isDrawable(real(row[column])))
    .map(row => ({
      x: row.kernel_size,
      y: row[column],
      title: `${row.crafted_on}, ${row.kernel_size} pixels: ${decimal(row[column], metric.digits)}, ${counted(row.jobs, 'job')}`,
    }))
    .sort((a, b) => a.x - b.x);
}

function table(rows, metric) {
  return dataTable(
    metric.axis,
    [
      { label: 'network' },
      { label: 'judged on' },
      { label: 'kernel' },
      { label: 'side, pixels', number: true },
      { label: 'ε', number: true },
      { label: 'jobs', number: true },
      ...(metric.clean ? [{ label: `${metric.label}, clean`, number: true }] : []),
      { label: metric.clean ? `${metric.label}, attacked` : metric.axis, number: true },
    ],
    rows.map(row => [
      row.crafted_on,
      row.judged_on,
      row.kernel_type ?? '–',
      plain(row.kernel_size),
      budget(row.budget),
      count(row.jobs),
      ...(metric.clean ? [decimal(row[metric.clean], metric.digits)] : []),
      decimal(row[metric.column], metric.digits),
    ]),
  );
}
