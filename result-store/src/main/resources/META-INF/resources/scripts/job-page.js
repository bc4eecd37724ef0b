// A job: its pictures, its numbers, what was asked for, and how to do it again.
import { campaignAddress, galleryAddress, jobAddress, parameters } from './page/address.js';
import { element, symbol } from './page/element.js';
import { content, openFrame, showPlace } from './page/frame.js';
import { attempt } from './page/notice.js';
import { budget, decimal, isDrawable, plain, real } from './page/number.js';
import { poll } from './page/polling.js';
import { campaignDocument, job, results } from './service/results.js';
import { blurWords, imageOf, objectiveWords } from './service/request.js';
import { compare } from './job/compare.js';
import { facts } from './job/facts.js';
import { kernelPicture } from './job/kernel-picture.js';
import { Magnifier } from './job/magnifier.js';
import { neighbours } from './job/neighbours.js';
import { numbers } from './job/numbers.js';
import { amplification, picturesOf } from './job/pictures.js';
import { reproduce } from './job/reproduce.js';
import { trace } from './job/trace.js';

const LIVE = 3000;

const id = parameters.get('id') ?? '';
openFrame();
showPlace([['Campaigns', 'index.html'], ['Job']]);
content.append(element('p', { class: 'asking' }, 'Asking for the job …'));
const record = await attempt(content, find);
const { request, result } = record;
const campaignId = parameters.get('campaign') ?? request.campaignId;
const placed = request.campaignId === campaignId;
const outcome = result?.outcome;
const succeeded = outcome?.status === 'SUCCEEDED';
const submitted = await attempt(content, () => campaignDocument(campaignId).catch(
  failure => (failure.status === 404 ? null : Promise.reject(failure))));
const name = placed ? `Job ${request.ordinal}` : 'Job';
showPlace([['Campaigns', 'index.html'], ...(submitted ? [[submitted.campaign.name, campaignAddress(campaignId)],
  ['Gallery', galleryAddress(campaignId)]] : []), [name, placed ? jobAddress(id, campaignId, request.ordinal) : undefined]]);
const around = element('nav', { class: 'neighbours', 'aria-label': 'Jobs before and after' });
content.replaceChildren(head(), ...(succeeded ? await parts() : unsuccessful()), asked(), again());
if (placed) neighbours(campaignId, request.ordinal).then(links => around.append(...links), () => {});
if (!result) {
  poll(async () => {
    if ((await attempt(content, () => job(id))).result) location.reload();
    return LIVE;
  }, LIVE);
}

/** The job as its campaign asked for it: one that campaigns share has other names and another place in each. */
async function find() {
  const [campaign, ordinal] = [parameters.get('campaign'), parameters.get('ordinal')];
  if (campaign && /^\d+$/.test(ordinal ?? '')) {
    const page = await results(campaign, { sort: 'ordinal', after: ordinal - 1, limit: 1 }).catch(
      failure => (failure.status === 404 ? { results: [] } : Promise.reject(failure)));
    const found = page.results.find(({ request: { jobId } }) => jobId === id);
    if (found) return found;
  }
  return job(id);
}

function head() {
  return element('div', { class: 'head' },
    around,
    element('h1', {}, request.source.name),
    element('p', { class: 'lede' }, element('b', {}, capital(objectiveWords(request))), ' within ',
      element('b', {}, symbol('ε'), ` = ${budget(request.budget)}`), ' on ', element('b', {}, request.network.id),
      `; blurred by ${blurWords(request)}; ${request.attack.steps} steps.`),
    succeeded && tiles());
}

function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}

function tiles() {
  const { cleanToSharp, attackedToSharp, cleanToTarget, attackedToTarget, attackedToClean, lipschitz, perturbationMaxNorm } = outcome.evaluation;
  const tile = (figure, words) => element('li', {}, element('b', {}, figure), element('span', {}, words));
  return element('ul', { class: 'outcome' },
    cleanToSharp && tile(`${decimal(cleanToSharp.psnr, 2)} → ${decimal(attackedToSharp?.psnr, 2)} dB`, 'PSNR to the sharp image, before and under attack'),
    attackedToTarget && tile(`${decimal(cleanToTarget?.ncc, 2)} → ${decimal(attackedToTarget.ncc, 2)}`, 'NCC to the target, before and under attack'),
    !cleanToSharp && tile(`${decimal(attackedToClean.psnr, 2)} dB`, 'PSNR of the attacked output against the clean one'),
    tile(decimal(lipschitz, 1), 'Lipschitz quotient: how much more the output moves than the input'),
    tile(`${decimal(perturbationMaxNorm * 255, 2)}/255`, 'largest change of any value of the input'));
}

async function parts() {
  const pictures = picturesOf(record);
  const size = await sizeOf(pictures);
  return [
    element('section', { 'aria-labelledby': 'pictures' }, element('h2', { id: 'pictures' }, 'Pictures'),
      new Magnifier(pictures, remarks, size).element),
    element('div', { class: 'beside section' },
      element('section', { 'aria-labelledby': 'compare' }, element('h2', { id: 'compare' }, 'Before and after'), compare(pictures, size)),
      element('section', { 'aria-labelledby': 'trace' }, element('h2', { id: 'trace' }, 'The attack\'s way'), trace(record))),
    element('section', { 'aria-labelledby': 'numbers' }, element('h2', { id: 'numbers' }, 'Numbers'),
      element('p', { class: 'note' }, 'PSNR in dB; SSIM; NCC: correlation after the mean is taken away. 8-bit: after ',
        symbol('y+δ'), ' was rounded as a saved picture would be.'),
      numbers(record)),
  ];
}

/** Of the network's input, which is not the sharp image's after a `valid` blur. */
async function sizeOf(pictures) {
  const input = pictures.find(({ key }) => key === 'blurred');
  const loaded = await input?.load().catch(() => null);
  return loaded ? { width: loaded.canvas.width, height: loaded.canvas.height } : imageOf(request);
}

function remarks(key) {
  const { blurredToSharp, cleanToSharp, attackedToSharp, cleanToTarget, attackedToTarget } = outcome.evaluation;
  const qualities = (toSharp, toTarget) => {
    const texts = [isDrawable(real(toSharp?.psnr ?? null)) && `PSNR ${decimal(toSharp.psnr, 2)} dB`,
      isDrawable(real(toTarget?.ncc ?? null)) && `NCC to target ${decimal(toTarget.ncc, 2)}`].filter(Boolean);
    return texts.length > 0 && element('small', { class: 'score' }, texts.join(', '));
  };
  return {
    blurred: () => qualities(blurredToSharp),
    clean: () => qualities(cleanToSharp, cleanToTarget),
    attacked: () => qualities(attackedToSharp, attackedToTarget),
    delta: () => element('small', {}, `${plain(Number(amplification(request.budget).toFixed(1)))} times as strong, around mid-grey`),
  }[key]?.();
}

function unsuccessful() {
  return [outcome
    ? element('section', { class: 'notice' }, element('h2', {}, `Failed: ${outcome.code}`), element('p', {}, outcome.message))
    : element('section', { class: 'notice', role: 'status' }, element('h2', {}, 'This job has not ended'),
      element('p', {}, 'The page shows its result as soon as it is stored.'))];
}

function asked() {
  const place = element('div', {});
  const show = kernel => place.replaceChildren(facts(record, kernel));
  show(null);
  if (succeeded && outcome.artifacts.some(({ kind }) => kind === 'kernel')) kernelPicture(request.jobId).then(show, () => {});
  return element('section', { 'aria-labelledby': 'asked' }, element('h2', { id: 'asked' }, 'What was asked for'), place);
}

function again() {
  return element('section', { 'aria-labelledby': 'again' }, element('h2', { id: 'again' }, 'Reproduce it'),
    reproduce(request, submitted?.campaign, succeeded));
}
