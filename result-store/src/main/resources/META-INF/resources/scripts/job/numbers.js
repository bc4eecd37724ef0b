// All numbers of a job, for every judge beside each other.
import { element, symbol } from '../page/element.js';
import { brief, decimal, DASH } from '../page/number.js';
import { scrolling } from '../page/data-table.js';
import { words as metricWords } from '../campaign/further-metrics.js';
import { evaluationsOf } from '../service/request.js';

const PAIRS = [
  [
    'against the sharp image x',
    [
      ['y', 'blurredToSharp'],
      ['N(y)', 'cleanToSharp'],
      ['N(y+δ)', 'attackedToSharp'],
      ['N(y+δ), 8-bit', 'eightBitToSharp'],
    ],
  ],
  [
    'against the target',
    [
      ['N(y)', 'cleanToTarget'],
      ['N(y+δ)', 'attackedToTarget'],
      ['N(y+δ), 8-bit', 'eightBitToTarget'],
    ],
  ],
  [
    'against the clean output N(y)',
    [
      ['N(y+δ)', 'attackedToClean'],
      ['N(y+δ), 8-bit', 'eightBitToClean'],
    ],
  ],
];

const in255ths = value => (value === null || value === undefined ? DASH : `${decimal(value * 255, 3)}/255`);

const SINGLE = [
  ['Lipschitz quotient ‖N(y+δ)−N(y)‖₂ / ‖δ‖₂', evaluation => brief(evaluation.lipschitz)],
  ['max |δ|', evaluation => in255ths(evaluation.perturbationMaxNorm)],
  ['max |δ| after rounding to 8 bits', evaluation => in255ths(evaluation.eightBitMaxNorm)],
  ['‖δ‖₂', evaluation => brief(evaluation.perturbationL2Norm)],
  ['‖b′−b‖₂ of the told kernel', evaluation => brief(evaluation.kernelChange?.l2)],
  ['max |b′−b| of the told kernel', evaluation => brief(evaluation.kernelChange?.max)],
  [
    'objective before → after',
    evaluation => `${brief(evaluation.initialObjective)} → ${brief(evaluation.finalObjective)}`,
  ],
  ['step that counts', evaluation => String(evaluation.countedStep)],
];

const OUTPUTS = { blurred: 'y', clean: 'N(y)', attacked: 'N(y+δ)' };
const REFERENCES = { sharp: 'x', target: 'the target', clean: 'N(y)' };

/** The rows of further metrics: of the first judge's list, since all have the same. */
const furtherRows = judged =>
  (judged[0]?.evaluation.furtherMetrics ?? []).map(({ metric, image, reference }, at) => [
    `${OUTPUTS[image]} against ${REFERENCES[reference]}: ${metricWords(metric)}`,
    evaluation => decimal(evaluation.furtherMetrics[at].value, metric.includes('psnr') ? 2 : 4),
  ]);

export function numbers(record) {
  const judged = evaluationsOf(record);
  const known = PAIRS.map(([against, pairs]) => [
    against,
    pairs.filter(([, field]) => judged.some(({ evaluation }) => evaluation[field])),
  ]).filter(([, pairs]) => pairs.length > 0);
  return scrolling(
    'All numbers',
    element(
      'table',
      { class: 'numbers' },
      element(
        'thead',
        {},
        judged.length > 1 &&
          element(
            'tr',
            {},
            element('td', {}),
            judged.map(({ judge, image }, at) =>
              element(
                'th',
                {
                  colspan: 3,
                  scope: 'colgroup',
                  class: 'group apart',
                },
                judge.id,
                image && ` on ${image}`,
                at === 0 && element('small', {}, ' first judge'),
              ),
            ),
          ),
        element(
          'tr',
          {},
          element('th', { scope: 'col' }, 'output'),
          judged.map(() =>
            ['PSNR, dB', 'SSIM', 'NCC'].map((name, at) =>
              element('th', { scope: 'col', class: at === 0 ? 'n apart' : 'n' }, name),
            ),
          ),
        ),
      ),
      known.map(([against, pairs]) =>
        element(
          'tbody',
          {},
          element('tr', {}, element('th', { scope: 'rowgroup', colspan: 1 + 3 * judged.length }, against)),
          pairs.map(([name, field]) =>
            element(
              'tr',
              {},
              element('th', { scope: 'row' }, symbol(name)),
              judged.map(({ evaluation }) =>
                qualities(evaluation[field], name.startsWith('N(y+δ)') && against.includes('sharp')),
              ),
            ),
          ),
        ),
      ),
      element(
        'tbody',
        {},
        [...SINGLE.filter(([name]) => isShown(name, judged)), ...furtherRows(judged)].map(([name, write]) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, name),
            judged.map(({ evaluation }) => element('td', { colspan: 3, class: 'n apart' }, write(evaluation))),
          ),
        ),
      ),
    ),
  );
}

/** Rows of a told kernel only where there is one; no Lipschitz quotient there, since not delta alone moved the output. */
const isShown = (name, judged) =>
  name.includes('told kernel')
    ? Boolean(judged[0]?.evaluation.kernelChange)
    : !(name.startsWith('Lipschitz') && judged[0]?.evaluation.kernelChange);

function qualities(quality, emphasised) {
  return [
    ['psnr', 2],
    ['ssim', 4],
    ['ncc', 4],
  ].map(([metric, digits], at) => {
    const text = quality ? decimal(quality[metric], digits) : DASH;
    return element(
      'td',
      { class: at === 0 ? 'n apart' : 'n' },
      emphasised && quality && at === 0 ? element('b', {}, text) : text,
    );
  });
}
