// Figures of a paper that the campaign repeats, beside the measured ones.
import { dataTable } from '../page/data-table.js';
import { budget, count, decimal, isDrawable, real } from '../page/number.js';
import { Section } from './section.js';

/** @param {Array<object>} figures the document's `published`; nothing is shown where there are none */
export function publishedFigures(figures) {
  const table = rows => figures.flatMap(figure => compared(figure, rows));
  return new Section(
    {
      id: 'published',
      heading: 'Published figures',
      note: [
        'PSNR to the sharp image in dB, as published and as measured here, means over images and jobs. Other images, ' +
          'weights or padding give other figures.',
      ],
      table,
    },
    rows => (figures.length === 0 || rows.length === 0 ? null : [draw(table(rows))]),
  );
}

/** Whether a figure under attack is of a row; one of the kernel alone has budget 0 in rows. */
export const isOf = (figure, row) => figure.attack === row.attack && (figure.budget === row.budget || row.budget === 0);

/** A row for each data set that has the figure's jobs; one without a measured figure where none has. */
function compared(figure, rows) {
  const own = rows.filter(
    row =>
      row.network === figure.network &&
      !row.attacks &&
      (figure.attack === undefined || isOf(figure, row)),
  );
  const column = figure.attack === undefined ? 'clean_to_source_psnr' : 'attacked_to_source_psnr';
  // Without an attack all rows of a data set tell the same.
  const sets = figure.attack === undefined ? [...Map.groupBy(own, row => row.data_set).values()].map(([row]) => row) : own;
  return (sets.length === 0 ? [{}] : sets).map(row => ({
    network: figure.network,
    data_set: row.data_set ?? null,
    attack: figure.attack ?? null,
    budget: figure.budget ?? null,
    published_psnr: figure.psnr,
    measured_psnr: row[column] ?? null,
    jobs: row.jobs ?? 0,
    source: figure.source ?? null,
  }));
}

function draw(rows) {
  return dataTable(
    'Published figures',
    [
      { label: 'network' },
      { label: 'attack', wide: true },
      { label: 'ε', number: true },
      { label: 'published', number: true },
      { label: 'measured', number: true },
      { label: 'difference', number: true },
      { label: 'jobs', number: true },
      { label: 'source', wide: true },
    ],
    rows.map(row => {
      const measured = real(row.measured_psnr);
      const difference = isDrawable(measured) ? decimal(measured - row.published_psnr, 2) : '–';
      return [
        row.data_set ? `${row.network}, ${row.data_set}` : row.network,
        row.attack ?? 'none',
        row.budget === null ? '' : budget(row.budget),
        decimal(row.published_psnr, 2),
        decimal(row.measured_psnr, 2),
        difference,
        count(row.jobs),
        row.source ?? '',
      ];
    }),
  );
}
