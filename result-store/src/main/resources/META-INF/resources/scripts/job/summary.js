// A job in a sentence, its result in a few figures, and the captions of its pictures.
import { element, symbol } from '../page/element.js';
import { brief, decimal, isDrawable, plain, real } from '../page/number.js';
import { bound } from '../campaign/metrics.js';
import { blurWords, objectiveWords, smallestBudget, warningsOf } from '../service/request.js';
import { amplification } from './pictures.js';

export function sentence(request) {
  const objective = objectiveWords(request);
  return element(
    'p',
    { class: 'lede' },
    element('b', {}, objective[0].toUpperCase() + objective.slice(1)),
    ...within(request),
    ' on ',
    element('b', {}, request.network.id),
    `; blurred by ${blurWords(request)}; ${request.attack.steps} steps.`,
  );
}

/** Of delta, and of the kernel that networks are told. */
function within({ budget, attack }) {
  const { perturb, kernelBudget, kernelNorm } = attack;
  const ofKernel = perturb && `${plain(kernelBudget * 100)} % of the kernel's ${kernelNorm === 'linf' ? 'largest weight' : 'L2 norm'}`;
  return [
    perturb !== 'kernel' && [' within ', element('b', {}, symbol('ε'), ` = ${bound(budget, attack.norm)}`)],
    perturb && [perturb === 'both' ? ' and ' : ' by the kernel that it is told, within ', element('b', {}, ofKernel)],
  ]
    .filter(Boolean)
    .flat();
}

/** What a reader must know of the numbers; null where there is nothing. */
export function warnings(record) {
  const known = warningsOf(record);
  return known.length === 0
    ? null
    : element(
        'ul',
        { class: 'warnings' },
        known.map(({ code, message }) => element('li', {}, element('b', { class: 'flag' }, code), ' ', message)),
      );
}

/**
 * @param {object} evaluation of the first judge
 * @param {object} request the job's
 */
export function figures(evaluation, request) {
  const {
    blurredToSharp,
    cleanToSharp,
    attackedToSharp,
    cleanToTarget,
    attackedToTarget,
    attackedToClean,
    lipschitz,
    kernelChange,
    perturbationMaxNorm,
  } = evaluation;
  const smallest = smallestBudget(request, evaluation);
  const tile = (figure, words) => element('li', {}, element('b', {}, figure), element('span', {}, words));
  return element(
    'ul',
    { class: 'outcome' },
    smallest && tile(smallest.figure, smallest.words),
    cleanToSharp &&
      tile(
        `${decimal(cleanToSharp.psnr, 2)} → ${decimal(attackedToSharp?.psnr, 2)} dB`,
        `PSNR to the sharp image, before and under attack; blurred: ${decimal(blurredToSharp?.psnr, 2)} dB`,
      ),
    attackedToTarget &&
      tile(
        `${decimal(cleanToTarget?.ncc, 2)} → ${decimal(attackedToTarget.ncc, 2)}`,
        'NCC to the target, before and under attack',
      ),
    !cleanToSharp &&
      tile(`${decimal(attackedToClean.psnr, 2)} dB`, 'PSNR of the attacked output against the clean one'),
    kernelChange
      ? tile(brief(kernelChange.l2), '‖b′−b‖₂: how far the told kernel is from the true one')
      : tile(decimal(lipschitz, 1), 'Lipschitz quotient: how much more the output moves than the input'),
    tile(`${decimal(perturbationMaxNorm * 255, 2)}/255`, 'largest change of any value of the input'),
  );
}

/** Below the picture that has this key. */
export function remark(
  key,
  { blurredToSharp, cleanToSharp, attackedToSharp, cleanToTarget, attackedToTarget },
  budgetOf255,
) {
  const qualities = (toSharp, toTarget) => {
    const texts = [
      isDrawable(real(toSharp?.psnr ?? null)) && `PSNR ${decimal(toSharp.psnr, 2)} dB`,
      isDrawable(real(toTarget?.ncc ?? null)) && `NCC to target ${decimal(toTarget.ncc, 2)}`,
    ].filter(Boolean);
    return texts.length > 0 && element('small', { class: 'score' }, texts.join(', '));
  };
  return {
    blurred: () => qualities(blurredToSharp),
    clean: () => qualities(cleanToSharp, cleanToTarget),
    attacked: () => qualities(attackedToSharp, attackedToTarget),
    delta: () =>
      element('small', {}, `${plain(Number(amplification(budgetOf255).toFixed(1)))} times as strong, around mid-grey`),
  }[key]?.();
}
