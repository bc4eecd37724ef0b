// One job in the gallery: restored and restored under attack side by side, the inputs behind them.
import { jobAddress } from '../page/address.js';
import { element, symbol } from '../page/element.js';
import { budget, decimal, hasValue } from '../page/number.js';
import { picture } from '../page/picture.js';
import { artifactPath } from '../service/results.js';
import { flags } from '../page/flags.js';
import { attackOf, blurWords, evaluationsOf, imageBudget, imageOf, warningsOf } from '../service/request.js';

/** Stays at the end of a line, never at the beginning of one. */
const DOT = '\u00a0· ';

/**
 * @param {object} record a job's request and result
 * @param {string} campaign
 * @param {string} judge whose numbers are shown; empty for the first one's
 */
export function card(record, campaign, judge) {
  const { request } = record;
  return element(
    'li',
    {},
    element(
      'article',
      { class: 'card' },
      pictures(record),
      element(
        'h2',
        {},
        element('a', { href: jobAddress(request.jobId, campaign, request.ordinal) }, request.source.name),
        element('small', {}, `job ${request.ordinal}`),
      ),
      element(
        'p',
        { class: 'what' },
        `${request.network.id}${DOT}${attackOf(request)}${DOT}`,
        symbol('ε'),
        `\u00a0= ${budget(imageBudget(request))}${DOT}${blurWords(request)}`,
      ),
      figures(record, judge),
      warned(record),
    ),
  );
}

function warned(record) {
  const codes = warningsOf(record).map(({ code }) => code);
  return codes.length > 0 && element('p', { class: 'flags' }, flags(codes));
}

function pictures(record) {
  const { request, result } = record;
  if (result?.outcome.status !== 'SUCCEEDED') {
    const { code, message } = result?.outcome ?? { code: 'pending', message: 'The job has not ended.' };
    return element('p', { class: 'broken' }, element('b', {}, `Failed: ${code}. `), message);
  }
  const button = element(
    'button',
    {
      type: 'button',
      class: 'pair',
      'aria-pressed': 'false',
      'aria-label': `${request.source.name}: show the inputs in place of the outputs`,
      onclick: () => button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true')),
    },
    frame(request, ['clean-output-picture', 'N(y)', 'restored'], ['blurred-picture', 'y', 'blurred']),
    frame(
      request,
      ['attacked-output-picture', 'N(y+δ)', 'restored under attack'],
      ['perturbed-picture', 'y+δ', 'blurred and perturbed'],
    ),
  );
  // The inputs are loaded when pointer or focus come near them.
  const load = () => button.querySelectorAll('.frame').forEach(shown => shown.dispatchEvent(new Event('inputs')));
  for (const event of ['pointerenter', 'focus', 'click']) button.addEventListener(event, load, { once: true });
  return button;
}

function frame(request, [kind, name, words], [inputKind, inputName, inputWords]) {
  const size = imageOf(request);
  const show = (what, text) => picture(artifactPath(request.jobId, what), `${request.source.name}, ${text}`, size);
  const made = element(
    'span',
    { class: 'frame', oninputs: () => addInput() },
    show(kind, words),
    element(
      'span',
      { class: 'tag' },
      element('span', { class: 'outputs' }, symbol(name)),
      element('span', { class: 'inputs' }, symbol(inputName)),
    ),
  );
  function addInput() {
    if (made.querySelector('.over')) return;
    const input = show(inputKind, inputWords);
    input.classList.add('over');
    made.querySelector('.tag').before(input);
  }
  made.style.setProperty('--aspect', `${size.width} / ${size.height}`);
  return made;
}

function figures(record, judge) {
  const all = evaluationsOf(record);
  const judged = all.find(({ judge: { id } }) => id === judge) ?? all[0];
  if (!judged) return null;
  const { evaluation } = judged;
  const elsewhere = judged.judge.id !== record.request.network.id;
  return element(
    'p',
    { class: 'figures' },
    evaluation.blurredToSharp && element('span', {}, `blurred ${decimal(evaluation.blurredToSharp.psnr, 2)}`),
    evaluation.cleanToSharp && change('PSNR', evaluation.cleanToSharp.psnr, evaluation.attackedToSharp?.psnr, 2, ' dB'),
    evaluation.attackedToTarget &&
      change('NCC to target', evaluation.cleanToTarget?.ncc, evaluation.attackedToTarget.ncc, 2, ''),
    !evaluation.cleanToSharp &&
      element('span', {}, 'to clean ', element('b', {}, decimal(evaluation.attackedToClean.psnr, 2)), ' dB'),
    element('span', {}, 'Lipschitz ', element('b', {}, decimal(evaluation.lipschitz, 1))),
    elsewhere &&
      element('span', {}, `judged on ${judged.judge.id}${judged === all[0] ? '' : `, pictures by ${all[0].judge.id}`}`),
  );
}

function change(label, before, after, digits, unit) {
  const known = hasValue(before);
  return element(
    'span',
    {},
    `${label} ${known ? `${decimal(before, digits)} → ` : ''}`,
    element('b', {}, decimal(after, digits)),
    unit,
  );
}
