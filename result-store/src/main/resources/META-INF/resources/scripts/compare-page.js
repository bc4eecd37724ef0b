// Two campaigns side by side: their curves in one chart, their rows in one table.
import { campaignAddress, parameters } from './page/address.js';
import { element } from './page/element.js';
import { content, openFrame, showPlace } from './page/frame.js';
import { attempt, missing } from './page/notice.js';
import { poll } from './page/polling.js';
import { campaign, campaignDocument, view } from './service/results.js';
import { Palette } from './chart/palette.js';
import { ended, progress, state } from './campaign/progress.js';
import { judged } from './campaign/caveats.js';
import { paperTable } from './campaign/paper-table.js';
import { robustness } from './campaign/robustness.js';
import { sentence } from './campaign/sentence.js';

const REFRESH = 10_000;
const DIGITS = 6;

openFrame();
showPlace([['Campaigns', 'index.html'], ['Comparison']]);
const ids = [parameters.get('id'), parameters.get('with')];
if (!ids.every(Boolean)) await missing(content, 'comparison', 'campaign, and another one under "Compare with"');
content.append(element('p', { class: 'asking' }, 'Loading the campaigns …'));
const [summaries, documents] = await attempt(content, () =>
  Promise.all([Promise.all(ids.map(campaign)), Promise.all(ids.map(campaignDocument))]),
);
const names = distinct(summaries);
const palette = new Palette([]);
const sections = [
  { section: robustness(palette), name: 'robustness-curve' },
  { section: paperTable(palette, []), name: 'paper-table' },
];
const heads = summaries.map(() => element('div', {}));
const empty = element(
  'div',
  { class: 'empty', hidden: true },
  element('h2', {}, 'No job has succeeded yet'),
  element('p', {}, 'The chart and the table appear with the first results.'),
);

showPlace([['Campaigns', 'index.html'], [names.join(' and ')]]);
content.replaceChildren(
  element(
    'div',
    { class: 'head' },
    element('h1', {}, names.join(' and ')),
    element(
      'div',
      { class: 'beside' },
      ids.map((id, at) =>
        element(
          'section',
          { 'aria-label': names[at] },
          element('h2', {}, element('a', { href: campaignAddress(id) }, names[at])),
          sentence(documents[at]),
          heads[at],
        ),
      ),
    ),
  ),
  empty,
  ...sections.map(({ section }) => section.element),
);
let shownFor = '';
await show(summaries);
poll(async () => {
  await show(await attempt(content, () => Promise.all(ids.map(campaign))));
  return REFRESH;
}, REFRESH);

async function show(now) {
  now.forEach((summary, at) => heads[at].replaceChildren(element('p', {}, state(summary, 0)), progress(summary, null)));
  empty.hidden = now.some(({ succeeded }) => succeeded > 0);
  const counts = now.map(ended).join();
  if (counts === shownFor) return;
  shownFor = counts;
  await Promise.all(
    sections.map(async ({ section, name }) => {
      try {
        section.update((await Promise.all(ids.map((id, at) => rowsOf(id, name, names[at])))).flat());
      } catch (failure) {
        section.complain(failure);
      }
    }),
  );
}

/** Rows in which networks are told apart by campaign. */
async function rowsOf(id, name, of) {
  const own = network => network && `${of}: ${network}`;
  const [rows, trust] = await Promise.all([view(id, name), view(id, 'trust').catch(() => [])]);
  return judged(rows, trust).map(row => ({
    ...row,
    ...(row.crafted_on && { crafted_on: own(row.crafted_on), judged_on: own(row.judged_on) }),
    ...(row.network && { network: own(row.network) }),
  }));
}

/** Names, with the first digits of ids where both are the same. */
function distinct([one, other]) {
  if (one.name !== other.name) return [one.name, other.name];
  return [one, other].map(({ name, id }) => `${name} (${id.slice(0, DIGITS)})`);
}
