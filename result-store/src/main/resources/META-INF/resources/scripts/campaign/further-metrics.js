// Metrics that the campaign asks for beyond those of every job, as a table: a column for each, clean and attacked.
import { budget, decimal } from '../page/number.js';
import { dataTable } from '../page/data-table.js';
import { failedMark, named } from './caveats.js';
import { chosenRows, OBJECTIVE } from './lines.js';
import { Section } from './section.js';

const REFERENCES = { sharp: 'the sharp image', target: 'the target', clean: 'the clean output' };

export function furtherMetrics() {
  return new Section(
    {
      id: 'further-metrics',
      heading: 'Further metrics',
      note: [
        'Means over the jobs, of the clean output and of the attacked one. Luma: ITU-R BT.601, Y in [16, 235] of 255, ' +
          'peak 255. JPEG: the input of the network, without and with the perturbation, was saved as JPEG of that quality ' +
          '(4:2:0) and read again.',
      ],
    },
    (rows, controls) => (rows.length === 0 ? null : [table(rows, controls)]),
  );
}

function table(rows, controls) {
  const shown = chosenRows(
    named(rows).map(row => ({ ...row, ...parts(row.metric) })),
    controls,
    [OBJECTIVE, ['number', 'Number', String, 'PSNR'], ['reference', 'Against', name => REFERENCES[name] ?? name, 'sharp']],
  );
  const columns = [...new Set(shown.map(row => row.of))];
  const lines = Map.groupBy(shown, row => JSON.stringify([row.crafted_on, row.judged_on, row.attack, row.target, row.budget]));
  return dataTable(
    'Further metrics',
    [
      { label: 'network' },
      { label: 'judged on' },
      { label: 'attack', wide: true },
      { label: 'ε', number: true },
      ...columns.map(label => ({ label, number: true })),
      { label: 'jobs', number: true },
    ],
    [...lines.values()].map(own => [
      [own[0].crafted_on, ' ', failedMark(own[0])],
      own[0].judged_on,
      own[0].attack,
      budget(own[0].budget),
      ...columns.map(column => change(own.find(row => row.of === column))),
      String(own[0].jobs),
    ]),
  );
}

function change(row) {
  if (!row) return '–';
  const [clean, attacked] = [row.clean, row.attacked].map(value => decimal(value, row.number === 'PSNR' ? 2 : 4));
  return row.reference === 'clean' ? attacked : `${clean} → ${attacked}`;
}

/** The number and what it is of, such as PSNR and JPEG 75. */
function parts(metric) {
  const [, quality, number] = metric.match(/^jpeg-(\d+)-(.*)$/) ?? [];
  return quality
    ? { number: number.toUpperCase(), of: `JPEG ${quality}` }
    : { number: metric.replace('-y', '').toUpperCase(), of: 'luma' };
}

/** Such as SSIM, JPEG 75. */
export function words(metric) {
  const { number, of } = parts(metric);
  return `${number}${number === 'PSNR' ? ' in dB' : ''}, ${of}`;
}
