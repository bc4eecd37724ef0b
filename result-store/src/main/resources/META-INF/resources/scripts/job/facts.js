// A job's parameters, and the worker and times of its run.
import { element } from '../page/element.js';
import { brief, budget, plain } from '../page/number.js';
import { duration, moment } from '../page/time.js';
import { addressOf } from '../service/client.js';
import { hasToken } from '../service/token.js';
import { blobPath } from '../service/results.js';
import { attackOf, blurWords, imageOf, judgesOf, kernelWords, noiseWords, objectiveWords, recipes } from '../service/request.js';
import { NORMS } from '../campaign/metrics.js';

/** @param {?Element} kernel the kernel, drawn */
export function facts({ request, result }, kernel) {
  const { source, blur, attack, network } = request;
  const image = imageOf(request);
  return element(
    'dl',
    { class: 'facts' },
    [
      [
        'Image',
        [
          source.name,
          source.dataSet && ` of ${source.dataSet}`,
          `, ${image.width} × ${image.height} pixels`,
          source.type === 'blurred' && ', arrives blurred',
          ' ',
          file(image.sha256),
        ],
      ],
      ['Recipe', recipes(request).join('. ')],
      ['Blur', [blurWords(request), blur && `, ${blur.boundary} boundary`, blur?.roundTo8Bit && ', rounded to 8 bits']],
      ['Noise', blur && noiseWords(request)],
      ['Network', [network.id, ' ', hash(network.sha256)]],
      [
        'Judged on',
        judgesOf(request)
          .map(({ id }) => id)
          .join(', '),
      ],
      ['Attack', attackOf(request)],
      ['Objective', objectiveWords(request)],
      [
        'Budget',
        attack.perturb !== 'kernel' && `ε = ${budget(request.budget)} in ${NORMS[attack.norm ?? 'linf'] ?? attack.norm}`,
      ],
      ['Kernel budget', attack.perturb && kernelBudget(attack)],
      ['Steps', `${attack.steps} of ${stepSize(attack)}, ${attack.update ?? 'adam'}`],
      ['Start', `${attack.start ?? 'uniform'}, seed ${request.seed}`],
      ['Options', options(attack)],
      ['Kernel', kernel],
      ['Worker', result && result.worker],
      [
        'Time',
        result &&
          `${moment(result.started)}, ${duration((new Date(result.finished) - new Date(result.started)) / 1000)} in all`,
      ],
      ['A step took', result?.outcome.secondsPerStep && `${brief(result.outcome.secondsPerStep)} s`],
      ['Submitted', moment(request.submitted)],
      ['Retries', request.delivery?.retry > 0 && String(request.delivery.retry)],
      ['Job', element('code', {}, request.jobId)],
    ]
      .filter(([, value]) => value)
      .map(([name, value]) =>
        element('div', { class: name === 'Kernel' && 'kernel' }, element('dt', {}, name), element('dd', {}, value)),
      ),
  );
}

/** A file by its hash; a link where no token must be sent along. */
function file(sha256) {
  return hasToken() ? hash(sha256) : element('a', { href: addressOf(blobPath(sha256)) }, hash(sha256));
}

const hash = sha256 => element('code', { title: `SHA-256 ${sha256}` }, sha256.slice(0, 12));

function kernelBudget({ kernelBudget: part, kernelNorm }) {
  const percent = `${plain(part * 100)} %`;
  return kernelNorm === 'linf'
    ? `told weights differ from the true ones by at most ${percent} of the largest`
    : `‖b′−b‖₂ is at most ${percent} of ‖b‖₂`;
}

function stepSize({ stepSize: size, budgetParts }) {
  return budgetParts ? `${plain(size)} (budget/${plain(budgetParts)})` : plain(size);
}

function options(attack) {
  const { distance, plateau, expectation } = attack;
  return [
    attack.clip ? 'y+δ stays in [0, 1]' : 'y+δ may leave [0, 1]',
    `the ${attack.iterate} iterate counts`,
    distance?.measure && distance.measure !== 'l2' && distance.measure,
    distance?.mask && 'weighted by a mask',
    distance?.weighting && `weighted by ${distance.weighting} similarity`,
    distance?.clampOutput && 'output clamped to [0, 1] in the objective',
    attack.restarts > 1 && `worst of ${attack.restarts} starts`,
    plateau && `ends when ${plateau.steps} steps improve it by less than ${plain(plateau.improvement * 100)} %`,
    expectation && `mean over ${draws(expectation).join(' and ')}`,
    attack.evaluateAt && `judged after ${attack.evaluateAt.join(', ')} steps`,
    attack.universal && 'one perturbation for all images',
    attack.grey && 'one δ for all channels',
    attack.zeroMean && 'each channel of δ has the mean 0',
  ]
    .filter(Boolean)
    .join('; ');
}

/** What the objective is averaged over, in words. */
function draws({ samples, noiseSigma, kernels, jpeg = [] }) {
  return [
    noiseSigma > 0 && `${samples} draws of ${plain(noiseSigma * 100)} % noise`,
    kernels.length > 0 && ['the blur’s kernel', ...kernels.map(kernelWords)].join(', '),
    jpeg.length > 0 && `JPEG files of quality ${jpeg.join(', ')}`,
  ].filter(Boolean);
}
