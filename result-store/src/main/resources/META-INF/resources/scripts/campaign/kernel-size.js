// What the size of the kernel does: a metric against the kernel's side.
import { budget, counted, decimal, isDrawable, plain, real } from '../page/number.js';
import { element } from '../page/element.js';
import { dataTable, numbersBehind } from '../page/data-table.js';
import { lineChart } from '../chart/line-chart.js';
import { failedMark, failedWords, flag, jobs, leftOutWords, legend, mean, named, unmovedWords } from './caveats.js';
import { chosenAttacks, chosenJudge, chosenRows, linesOf, NORM, OBJECTIVE, paleNote } from './lines.js';
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
  const ofObjective = chosenRows(named(rows), controls, [OBJECTIVE]);
  const metric = metricOf(
    controls.offer('metric', 'Metric', asOptions(metricsIn(ofObjective)), 'attacked_to_sharp_psnr'),
  );
  if (!metric) return null;
  const narrowed = chosenRows(ofObjective, controls, [
    ['kernel_type', 'Kernel', String],
    NORM,
    ['budget', 'Budget', budget],
  ]);
  const shown = chosenJudge(chosenAttacks(narrowed, controls), controls);
  const lines = linesOf(shown, palette);
  // Without an attack, a network has one line, whatever its attacks.
  const clean = [...new Map(lines.map(line => [line.network, line])).values()].map(line => ({
    ...line,
    name: line.network,
    mark: null,
    faint: true,
    points: points({ ...line, name: `${line.network} without an attack` }, metric, metric.clean),
  }));
  const attacked = lines.map(line => ({ ...line, points: points(line, metric, metric.column) }));
  const series = metric.clean ? [...clean, ...attacked] : attacked;
  const sizes = [...new Set(shown.map(row => row.kernel_size))].sort((a, b) => a - b);
  const chart = lineChart(
    `${metric.label} against the kernel's side, a line for each network and attack`,
    { label: 'side of the kernel, pixels', ticks: sizes, write: plain },
    { label: metric.axis, zero: metric.zero },
    series,
  );
  chart.classList.add('plot');
  return [
    chart,
    paleNote(lines),
    numbersBehind('The same numbers as a table', () => element('div', {}, table(shown, metric), legend(shown))),
  ].filter(Boolean);
}

function points({ name, rows }, metric, column) {
  return rows
    .filter(row => isDrawable(real(row[column])))
    .map(row => ({
      x: row.kernel_size,
      y: row[column],
      title: [
        `${name}, ${row.kernel_size} pixels: ${decimal(row[column], metric.digits)}`,
        counted(row.jobs, 'job'),
        leftOutWords(row, column),
        unmovedWords(row),
        failedWords(row),
      ]
        .filter(Boolean)
        .join(', '),
    }))
    .sort((a, b) => a.x - b.x);
}

function table(rows, metric) {
  return dataTable(
    metric.axis,
    [
      { label: 'network' },
      { label: 'judged on' },
      { label: 'attack' },
      { label: 'kernel' },
      { label: 'side, pixels', number: true },
      { label: 'ε', number: true },
      { label: 'jobs', number: true },
      { label: 'PSNR of blurred, dB', number: true },
      ...(metric.clean ? [{ label: `${metric.label}, clean`, number: true }] : []),
      { label: metric.clean ? `${metric.label}, attacked` : metric.axis, number: true },
    ],
    rows.map(row => [
      row.crafted_on,
      [row.judged_on, ' ', flag(row)],
      [row.line, ' ', failedMark(row)],
      row.kernel_type ?? '–',
      plain(row.kernel_size),
      budget(row.budget),
      jobs(row),
      mean(row, 'blurred_to_sharp_psnr', 2),
      ...(metric.clean ? [mean(row, metric.clean, metric.digits)] : []),
      mean(row, metric.column, metric.digits),
    ]),
  );
}
