// The jobs of a report: a row for each network that judged one.
import { element, symbol } from '../page/element.js';
import { decimal } from '../page/number.js';
import { dataTable } from '../page/data-table.js';
import { bound } from '../campaign/metrics.js';
import { flags } from '../page/flags.js';
import { attackOf, blurWords, evaluationsOf, imageBudget, warningsOf } from '../service/request.js';

const NUMBERS = [
  ['PSNR of y, dB', ({ blurredToSharp }) => decimal(blurredToSharp?.psnr, 2)],
  ['of N(y)', ({ cleanToSharp }) => decimal(cleanToSharp?.psnr, 2)],
  ['of N(y+δ)', ({ attackedToSharp }) => strong(decimal(attackedToSharp?.psnr, 2))],
  ['8-bit', ({ eightBitToSharp }) => decimal(eightBitToSharp?.psnr, 2)],
  ['NCC to target of N(y)', ({ cleanToTarget }) => decimal(cleanToTarget?.ncc, 2)],
  ['of N(y+δ)', ({ attackedToTarget }) => strong(decimal(attackedToTarget?.ncc, 2))],
  ['8-bit', ({ eightBitToTarget }) => decimal(eightBitToTarget?.ncc, 2)],
  ['Lipschitz', ({ lipschitz }) => decimal(lipschitz, 1)],
];

/**
 * @param {object[]} jobs requests with results
 * @param {string} why these jobs
 */
export function jobTable(jobs, why) {
  const rows = jobs.flatMap(job =>
    (evaluationsOf(job).length > 0 ? evaluationsOf(job) : [null]).map(judged => [job, judged]),
  );
  const elsewhere = rows.some(
    ([{ request }, judged]) => judged && (judged.image || judged.judge.id !== request.network.id),
  );
  const columns = [
    ...['job', 'image', 'blur', 'network', ...(elsewhere ? ['judged on'] : []), 'attack'].map(label => ({ label })),
    ...['ε', ...NUMBERS.map(([label]) => label)].map(label => ({ label, number: true })),
  ];
  const norms = new Set(jobs.map(({ request }) => request.attack.norm ?? 'linf'));
  return element(
    'section',
    { id: 'jobs', 'aria-labelledby': 'jobs-heading' },
    element('h2', { id: 'jobs-heading' }, 'Jobs'),
    element('p', { class: 'note' }, why, ' ', symbols(norms)),
    dataTable(
      'Jobs',
      columns,
      rows.map(([job, judged]) => row(job, judged, elsewhere)),
    ),
  );
}

function row(job, judged, elsewhere) {
  const { request, result } = job;
  const outcome = result?.outcome;
  const failure = outcome ? `failed: ${outcome.code}` : 'not ended';
  return [
    element('a', { href: `#job-${request.ordinal}` }, String(request.ordinal)),
    request.source.name,
    blurWords(request),
    request.network.id,
    ...(elsewhere ? [judged ? judged.judge.id + (judged.image ? ` on ${judged.image}` : '') : '–'] : []),
    [attackOf(request), ' ', flags(warningsOf(job).map(({ code }) => code))],
    bound(imageBudget(request), request.attack.norm),
    ...(judged ? NUMBERS.map(([, write]) => write(judged.evaluation)) : [failure, ...NUMBERS.slice(1).map(() => '')]),
  ];
}

const strong = text => (text === '–' ? text : element('b', {}, text));

/** What the symbols are, and what the budget bounds. */
function symbols(norms) {
  const box = norms.has('linf') && ['max |', symbol('δ'), '| ≤ ', symbol('ε')];
  const ball = norms.has('l2') && ['root mean square (rms) at most ', symbol('ε'), ', which is ‖δ‖₂ ≤ ε √(3HW)'];
  return [
    symbol('x'),
    ' sharp image, ',
    symbol('y'),
    ' blurred image, ',
    symbol('δ'),
    ' perturbation with ',
    box,
    box && ball && ' or, where a budget says rms, with ',
    ball,
    ', ',
    symbol('N'),
    ' restoration network. PSNR against ',
    symbol('x'),
    '; NCC: zero-mean correlation; 8-bit: after ',
    symbol('y+δ'),
    ' was rounded as a saved picture would be.',
  ];
}
