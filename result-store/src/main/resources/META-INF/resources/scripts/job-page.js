// A job: its pictures, numbers and parameters, and how to reproduce it.
import { campaignAddress, galleryAddress, jobAddress, parameters } from './page/address.js';
import { element, symbol } from './page/element.js';
import { content, openFrame, showPlace } from './page/frame.js';
import { attempt, missing } from './page/notice.js';
import { poll } from './page/polling.js';
import { campaignDocument, job, results } from './service/results.js';
import { imageOf } from './service/request.js';
import { compare } from './job/compare.js';
import { facts } from './job/facts.js';
import { kernelPicture } from './job/kernel-picture.js';
import { Magnifier } from './job/magnifier.js';
import { neighbours } from './job/neighbours.js';
import { numbers } from './job/numbers.js';
import { picturesOf } from './job/pictures.js';
import { reproduce } from './job/reproduce.js';
import { figures, remark, sentence, warnings } from './job/summary.js';
import { trace } from './job/trace.js';

const LIVE = 3000;

const id = parameters.get('id');
openFrame();
showPlace([['Campaigns', 'index.html'], ['Job']]);
if (!id) await missing(content, 'job', 'campaign, and a job in its gallery');
content.append(element('p', { class: 'asking' }, 'Loading the job …'));
const record = await attempt(content, find);
const { request, result } = record;
const campaignId = parameters.get('campaign') ?? request.campaignId;
const placed = request.campaignId === campaignId;
const outcome = result?.outcome;
const succeeded = outcome?.status === 'SUCCEEDED';
const submitted = await attempt(content, () =>
  campaignDocument(campaignId).catch(failure => (failure.status === 404 ? null : Promise.reject(failure))),
);
const name = placed ? `Job ${request.ordinal}` : 'Job';
showPlace([
  ['Campaigns', 'index.html'],
  ...(submitted
    ? [
        [submitted.campaign.name, campaignAddress(campaignId)],
        ['Gallery', galleryAddress(campaignId)],
      ]
    : []),
  [name, placed ? jobAddress(id, campaignId, request.ordinal) : undefined],
]);
const around = element('nav', { class: 'neighbours', 'aria-label': 'Jobs before and after' });
content.replaceChildren(head(), ...(succeeded ? await parts() : unsuccessful()), asked(), again());
// Without its neighbours a job is a page all the same.
if (placed) neighbours(campaignId, request.ordinal).then(links => around.append(...links), console.warn);
if (!result) {
  poll(async () => {
    if ((await attempt(content, () => job(id))).result) location.reload();
    return LIVE;
  }, LIVE);
}

/** The job as it is in its campaign: a job that campaigns share has other names and another ordinal in each. */
async function find() {
  const [campaign, ordinal] = [parameters.get('campaign'), parameters.get('ordinal')];
  if (campaign && /^\d+$/.test(ordinal ?? '')) {
    const page = await results(campaign, { sort: 'ordinal', after: ordinal - 1, limit: 1 }).catch(failure =>
      failure.status === 404 ? { results: [] } : Promise.reject(failure),
    );
    const found = page.results.find(({ request: { jobId } }) => jobId === id);
    if (found) return found;
  }
  return job(id);
}

function head() {
  return element(
    'div',
    { class: 'head' },
    around,
    element('h1', {}, request.source.name),
    sentence(request),
    succeeded && figures(outcome.evaluation, request),
    warnings(record),
  );
}

function part(id, heading, ...shown) {
  return element('section', { 'aria-labelledby': id }, element('h2', { id }, heading), shown);
}

async function parts() {
  const pictures = picturesOf(record);
  const size = await sizeOf(pictures);
  const magnifier = new Magnifier(pictures, key => remark(key, outcome.evaluation, request.budget), size);
  const legend = element(
    'p',
    { class: 'note' },
    'PSNR in dB; SSIM; NCC: zero-mean correlation. 8-bit: after ',
    symbol('y+δ'),
    ' was rounded as a saved picture would be.',
  );
  return [
    part('pictures', 'Pictures', magnifier.element),
    element(
      'div',
      { class: 'beside section' },
      part('compare', 'Before and after', compare(pictures, size)),
      part('trace', 'Attack progress', trace(record)),
    ),
    part('numbers', 'Numbers', legend, numbers(record)),
  ];
}

/** Of the network's input, which is not the sharp image's after a `valid` blur. */
async function sizeOf(pictures) {
  const input = pictures.find(({ key }) => key === 'blurred');
  const loaded = await input?.load().catch(() => null);
  return loaded ? { width: loaded.canvas.width, height: loaded.canvas.height } : imageOf(request);
}

function unsuccessful() {
  return [
    outcome
      ? element(
          'section',
          { class: 'notice' },
          element('h2', {}, `Failed: ${outcome.code}`),
          element('p', {}, outcome.message),
        )
      : element(
          'section',
          { class: 'notice', role: 'status' },
          element('h2', {}, 'This job has not ended'),
          element('p', {}, 'The page shows its result as soon as it is stored.'),
        ),
  ];
}

function asked() {
  const place = element('div', {});
  const show = kernel => place.replaceChildren(facts(record, kernel));
  show(null);
  const hasKernel = succeeded && outcome.artifacts.some(({ kind }) => kind === 'kernel');
  const isPerturbed = succeeded && outcome.artifacts.some(({ kind }) => kind === 'told-kernel');
  if (hasKernel) kernelPicture(request.jobId, isPerturbed).then(show, console.warn);
  return part('asked', 'Parameters', place);
}

function again() {
  return part('again', 'Reproduce it', reproduce(request, submitted?.campaign, succeeded));
}
