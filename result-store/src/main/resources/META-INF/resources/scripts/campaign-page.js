// A campaign: how far it has come, and what its results come to.
import { campaignAddress, galleryAddress, parameters } from './page/address.js';
import { element } from './page/element.js';
import { content, openFrame, showPlace } from './page/frame.js';
import { downloadLink, savedText } from './page/download.js';
import { attempt } from './page/notice.js';
import { poll } from './page/polling.js';
import { ago, moment } from './page/time.js';
import { campaign, campaignDocument, distribution, downloadPath, view } from './service/results.js';
import { Palette } from './chart/palette.js';
import { distributions } from './campaign/distributions.js';
import { kernelSize } from './campaign/kernel-size.js';
import { Pace } from './campaign/pace.js';
import { paperTable } from './campaign/paper-table.js';
import { ended, moves, progress, state } from './campaign/progress.js';
import { robustness } from './campaign/robustness.js';
import { sentence } from './campaign/sentence.js';
import { transfer } from './campaign/transfer.js';
import { worstCases } from './campaign/worst-cases.js';

const LIVE = 2000;
const REFRESH = 15_000;
const BINS = 24;
const FILES = [
  ['results.csv', 'CSV', 'One row a job, all columns'],
  ['results.jsonl', 'JSON lines', 'One object a job'],
  ['results.parquet', 'Parquet', 'For pandas, DuckDB and the like'],
  ['perturbations.zip', 'Perturbations', 'ZIP of all perturbations as NPY files, with results.csv'],
];

const id = parameters.get('id') ?? '';
openFrame();
showPlace([['Campaigns', 'index.html'], ['Campaign']]);
content.append(element('p', { class: 'asking' }, 'Asking for the campaign …'));
const [first, submitted] = await attempt(content, () => Promise.all([campaign(id), campaignDocument(id)]));
const pace = new Pace();
const palette = new Palette([...submitted.networks, ...(submitted.judges ?? []).flat()].map(network => network.id));
const live = element('div', {});
const within = element('ul', { class: 'within' });
const sections = new Map([
  ['paper-table', paperTable(palette)],
  ['robustness-curve', robustness(palette)],
  ['transfer-matrix', transfer()],
  ['kernel-size-effect', kernelSize(palette)],
  ['distribution', distributions(palette, metric => distribution(id, metric, BINS))],
  ['worst-cases', worstCases(id)],
]);
const nothingYet = element(
  'div',
  { class: 'empty' },
  element('h2', {}, 'No job has succeeded yet'),
  element('p', {}, 'Tables and charts come with the first results, by themselves.'),
);

showPlace([
  ['Campaigns', 'index.html'],
  [first.name, campaignAddress(id)],
]);
content.replaceChildren(head(), nothingYet, ...[...sections.values()].map(section => section.element));
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
    within,
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
  // Also when nothing moves: failures may be asked for again, and what is paused may go on.
  return moves(summary) ? LIVE : REFRESH;
}

/** Reads all views anew if jobs have succeeded since. */
async function refresh(summary) {
  if (summary.succeeded === shownFor.succeeded) return;
  shownFor = { succeeded: summary.succeeded, at: performance.now() };
  nothingYet.hidden = summary.succeeded > 0;
  if (summary.succeeded === 0) return;
  await Promise.all(
    [...sections].map(async ([name, section]) => {
      try {
        if (section.refresh) await section.refresh();
        else section.update(await view(id, name));
      } catch (failure) {
        section.complain(failure);
      }
    }),
  );
  within.replaceChildren(
    ...[...sections.values()]
      .filter(({ element: shown }) => !shown.hidden)
      .map(({ element: shown }) =>
        element('li', {}, element('a', { href: `#${shown.id}` }, shown.querySelector('h2').textContent)),
      ),
  );
}
