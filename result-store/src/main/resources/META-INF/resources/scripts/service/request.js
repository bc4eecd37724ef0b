// What a job's request and result say, in the words of the pages. Knows the contract's messages, nothing of the page.
import { budget, DASH, decimal, plain, real } from '../page/number.js';

export function objectiveWords({ attack: { objective, universal } }) {
  const words =
    {
      targeted: `targeted at ${objective.name}`,
      localised: `localised edit ${objective.name}`,
      'minimum-budget': `smallest budget for ${plain(objective.loss ?? 0)} dB`,
    }[objective.type] ?? objective.type;
  return universal ? `universal ${words}` : words;
}

/** Who judges, the one whose numbers come first at the front. */
export const judgesOf = request => request.judges ?? [request.network];

/** The numbers on every judge. */
export function evaluationsOf({ request, result }) {
  const outcome = result?.outcome;
  if (outcome?.status !== 'SUCCEEDED') return [];
  return outcome.evaluations ?? [{ judge: judgesOf(request)[0], image: null, evaluation: outcome.evaluation }];
}

/** The attack's name in its campaign. */
export const attackOf = request => request.attack.name ?? objectiveWords(request);

/** What a reader must know of a job's numbers: code and message of each warning. */
export function warningsOf({ result }) {
  const outcome = result?.outcome;
  const warnings = outcome?.warnings ?? [];
  const { blurredToSharp: blurred, cleanToSharp: clean } = outcome?.evaluation ?? {};
  const isWorse = blurred && clean && Number(clean.psnr) < Number(blurred.psnr);
  if (!isWorse || warnings.some(({ code }) => code === 'does-not-restore')) return warnings;
  const message = `Clean ${decimal(clean.psnr, 2)} dB is below blurred ${decimal(blurred.psnr, 2)} dB.`;
  return [{ code: 'does-not-restore', message }, ...warnings];
}

/** The image that arrives: its size is that of the network's input, except after a `valid` blur. */
export const imageOf = ({ source }) => (source.type === 'sharp' ? source.sharp : source.blurred);

/** How the files of image and target were made of photographs, where the campaign says it. */
export function recipes(request) {
  const target = request.attack.objective.target;
  return [
    ['Image', imageOf(request).recipe],
    ['Target', target?.recipe],
  ]
    .filter(([, recipe]) => recipe)
    .map(([what, recipe]) => `${what}: ${recipe}`);
}

export function blurWords({ blur, source }) {
  const model = blur ?? { kernel: source.kernel };
  if (model.grid) return `grid of ${model.grid.rows} × ${model.grid.columns} kernels`;
  if (model.cameraPath) return `moving camera, seed ${model.cameraPath.seed}`;
  return model.kernel ? kernelWords(model.kernel) : 'unknown kernel';
}

/** What bounds delta, in 255ths: 0 where the attack perturbs the kernel alone. */
export const imageBudget = ({ attack, budget: given }) => (attack.perturb === 'kernel' ? 0 : given);

/**
 * The budget that was sought and what was found; null for attacks that seek none.
 *
 * @param {object} evaluation of the first judge
 */
export function smallestBudget({ attack: { objective }, budget: most }, evaluation) {
  if (objective.type !== 'minimum-budget') return null;
  const { cleanToSharp: clean, attackedToSharp: attacked, perturbationMaxNorm: norm } = evaluation;
  return real(clean.psnr) - real(attacked.psnr) >= objective.loss
    ? { figure: budget(Number((255 * norm).toFixed(5))), words: `the smallest budget found that costs ${plain(objective.loss)} dB` }
    : { figure: `> ${budget(most)}`, words: `not reached within ${budget(most)}: a loss of ${plain(objective.loss)} dB` };
}

export function kernelWords(kernel) {
  const own = {
    'camera-shake': () => `camera shake ${kernel.size}, seed ${kernel.seed}`,
    gaussian: () => `Gaussian ${kernel.size}, sigma ${plain(kernel.sigma)}`,
    disk: () => `disk ${kernel.size}, radius ${plain(kernel.radius)}`,
    'linear-motion': () => `linear motion ${kernel.size}, length ${plain(kernel.length)}, ${plain(kernel.angle)}°`,
    file: () => `${kernel.name} ${kernel.size}`,
    adjusted: () =>
      [kernelWords(kernel.kernel), kernel.recentre && 'recentred', kernel.scaleTo && `scaled to ${kernel.scaleTo}`]
        .filter(Boolean)
        .join(', '),
  }[kernel.type];
  return own ? own() : (kernel.type ?? DASH);
}

export function noiseWords({ blur }) {
  return blur?.noise.sigma > 0 ? `${plain(blur.noise.sigma * 100)} % Gaussian, seed ${blur.noise.seed}` : 'none';
}
