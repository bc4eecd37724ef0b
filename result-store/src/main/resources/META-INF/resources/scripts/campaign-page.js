// A campaign: its progress and its results.
import { campaignAddress, galleryAddress, parameters } from './page/address.js';
import { element } from './page/element.js';
import { content, openFrame, showPlace } from './page/frame.js';
import { downloadLink, savedText } from './page/download.js';
import { attempt } from './page/notice.js';
import { poll } from './page/polling.js';
import { ago, moment } from './page/time.js';
import { campaign, campaignDocument, downloadPath } from './service/results.js';
import { Pace } from './campaign/pace.js';
import { ended, moves, progress, state } from './campaign/progress.js';
import { CampaignSections } from './campaign/sections.js';
import { sentence } from './campaign/sentence.js';

const LIVE = 2000;
const REFRESH = 15_000;
const FILES = [
  ['report.html', 'Report', 'This page as one file, with the worst jobs and their pictures'],
  ['results.csv', 'CSV', 'One row a job, all columns'],
  ['results.jsonl', 'JSON lines', 'One object a job'],
  ['results.parquet', 'Parquet', 'For pandas, DuckDB and the like'],
  ['perturbations.zip', 'Perturbations', 'ZIP of all perturbations as NPY files, with results.csv'],
];

const id = parameters.get('id') ?? '';
openFrame();
showPlace([['Campaigns', 'index.html'], ['Campaign']]);
content.append(element('p', { class: 'asking' }, 'Loading the campaign …'));
const [first, submitted] = await attempt(content, () => Promise.all([campaign(id), campaignDocument(id)]));
const pace = new Pace();
const live = element('div', {});
const sections = new CampaignSections(id, submitted);

showPlace([
  ['Campaigns', 'index.html'],
  [first.name, campaignAddress(id)],
]);
content.replaceChildren(head(), ...sections.elements);
let shownFor = { succeeded: -1, at: 0 };
showProgress(first);
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

function showProgress(summary) {
  pace.note(ended(summary));
  live.replaceChildren(state(summary, pace.rate), progress(summary, pace.rate));
}

async function round() {
  const summary = await attempt(content, () => campaign(id));
  showProgress(summary);
  if (!moves(summary) || performance.now() - shownFor.at > REFRESH) await refresh(summary);
  // Also when nothing moves: failures may be retried, and a paused campaign may be resumed.
  return moves(summary) ? LIVE : REFRESH;
}

/** Reads all views again if jobs have succeeded since. */
async function refresh(summary) {
  if (summary.succeeded === shownFor.succeeded) return;
  shownFor = { succeeded: summary.succeeded, at: performance.now() };
  await sections.refresh(summary.succeeded);
}
