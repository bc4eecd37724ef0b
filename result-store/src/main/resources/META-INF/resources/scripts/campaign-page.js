// A campaign: its progress and its results.
import { campaignAddress, galleryAddress, parameters } from './page/address.js';
import { element } from './page/element.js';
import { content, openFrame, showPlace } from './page/frame.js';
import { downloadLink, savedText } from './page/download.js';
import { attempt, missing } from './page/notice.js';
import { poll } from './page/polling.js';
import { ago, moment } from './page/time.js';
import { campaign, campaignDocument, downloadPath, running } from './service/results.js';
import { actions } from './campaign/actions.js';
import { comparison } from './campaign/comparison.js';
import { Pace } from './campaign/pace.js';
import { ended, moves, progress, state, underWay } from './campaign/progress.js';
import { CampaignSections } from './campaign/sections.js';
import { sentence } from './campaign/sentence.js';

const LIVE = 2000;
const REFRESH = 15_000;
const SOON = 700;
const FILES = [
  ['report.html', 'Report', 'This page as one file, with the worst jobs and their pictures'],
  ['results.csv', 'CSV', 'One row a job, all columns'],
  ['results.jsonl', 'JSON lines', 'One object a job'],
  ['results.parquet', 'Parquet', 'For pandas, DuckDB and the like'],
  ['perturbations.zip', 'Perturbations', 'ZIP of all perturbations as NPY files, with results.csv'],
];

const id = parameters.get('id');
openFrame();
showPlace([['Campaigns', 'index.html'], ['Campaign']]);
if (!id) await missing(content, 'campaign', 'campaign');
content.append(element('p', { class: 'asking' }, 'Loading the campaign …'));
const [first, submitted, heard] = await attempt(content, () =>
  Promise.all([campaign(id), campaignDocument(id), running()]),
);
const pace = new Pace();
const live = element('div', {});
const doing = actions(id, acted);
const sections = new CampaignSections(id, submitted);

showPlace([
  ['Campaigns', 'index.html'],
  [first.name, campaignAddress(id)],
]);
content.replaceChildren(head(), ...sections.elements);
let shownFor = { ended: -1, at: 0 };
showProgress(first, heard.get(id));
await refresh(first);
poll(round, moves(first) ? LIVE : REFRESH);

function head() {
  return element(
    'div',
    { class: 'head' },
    element('h1', {}, first.name),
    sentence(submitted),
    element(
      'div',
      { class: 'overview' },
      live,
      element(
        'div',
        { class: 'first' },
        element('a', { class: 'button primary', href: galleryAddress(id) }, 'Open the gallery'),
        doing.element,
        comparison([{ kind: 'campaign', id }]),
      ),
    ),
    sections.figures,
    sections.within,
    element('p', { class: 'id' }, id, ` · submitted ${ago(first.submitted)}, ${moment(first.submitted)}`),
    element(
      'div',
      { class: 'downloads' },
      FILES.map(([file, text, title]) => downloadLink(downloadPath(id, file), fileName(file), text, title)),
    ),
    element(
      'details',
      {},
      element('summary', {}, "The campaign's document"),
      element('pre', { class: 'document', tabindex: 0 }, JSON.stringify(submitted.campaign, null, 2)),
      element(
        'p',
        {},
        savedText(
          JSON.stringify(submitted.campaign, null, 2),
          `${first.name}.json`,
          'application/json',
          'Save the document',
        ),
      ),
    ),
  );
}

function fileName(file) {
  const [name, ending] = file.split('.');
  return `${name}-${id}.${ending}`;
}

function showProgress(summary, jobs = { jobs: 0, step: 0, steps: 0 }) {
  pace.note(ended(summary), underWay(jobs));
  live.replaceChildren(state(summary, pace.rate, jobs), progress(summary, pace.rate, jobs));
  doing.update(summary);
  sections.expect(summary);
}

/** Shows what an action did, as soon as the result-store knows of it. */
async function acted() {
  await new Promise(resolve => {
    setTimeout(resolve, SOON);
  });
  const [summary, all] = await Promise.all([campaign(id), running()]);
  showProgress(summary, all.get(id));
}

async function round() {
  const [summary, all] = await attempt(content, () => Promise.all([campaign(id), running()]));
  showProgress(summary, all.get(id));
  if (!moves(summary) || performance.now() - shownFor.at > REFRESH) await refresh(summary);
  // Also when nothing moves: failures may be retried, and a paused campaign may be resumed.
  return moves(summary) ? LIVE : REFRESH;
}

/** Reads all views again if jobs have ended since. */
async function refresh(summary) {
  if (ended(summary) === shownFor.ended) return;
  shownFor = { ended: ended(summary), at: performance.now() };
  await sections.refresh(summary);
}
