// Campaigns and imported bundles side by side: their rows in one table, their curves in one chart.
import { comparisonAddress, parameters } from './page/address.js';
import { element } from './page/element.js';
import { content, openFrame, showPlace } from './page/frame.js';
import { attempt, missing, notice } from './page/notice.js';
import { poll } from './page/polling.js';
import { Palette } from './chart/palette.js';
import { judged } from './campaign/caveats.js';
import { comparison } from './campaign/comparison.js';
import { ended } from './campaign/progress.js';
import { robustness } from './campaign/robustness.js';
import { files, filesOf } from './compare/files.js';
import { merged, sideBySide } from './compare/side-by-side.js';
import { Source } from './compare/source.js';

const REFRESH = 10_000;
const DIGITS = 6;
/** Addresses of former versions named two campaigns by id and with. */
const KINDS = { campaign: 'campaign', bundle: 'bundle', id: 'campaign', with: 'campaign' };

openFrame();
showPlace([['Campaigns', 'index.html'], ['Comparison']]);
const asked = [...new Map([...parameters].filter(([name, id]) => KINDS[name] && id).map(named)).values()];
if (asked.length === 0) await missing(content, 'comparison', 'campaign, and another one under "Compare with"');
content.append(element('p', { class: 'asking' }, 'Loading …'));
const problems = await attempt(content, () => Promise.all(asked.map(source => source.load())));
const sources = asked.filter((source, at) => problems[at] === null);
const names = distinct(sources);
const table = sideBySide(names);
const curves = robustness(new Palette([]));
const networks = files(sources.map((source, at) => ({ name: names[at], software: source.software })));
const empty = element(
  'div',
  { class: 'empty', hidden: true },
  element('h2', {}, 'No job has succeeded yet'),
  element('p', {}, 'The table and the chart appear with the first results.'),
);
const title = sources.length === 0 ? 'Comparison' : names.join(', ').replace(/, (?!.*, )/, ' and ');

showPlace([['Campaigns', 'index.html'], [title]]);
content.replaceChildren(
  // Below the page itself, because an attempt that succeeds removes its own notices there.
  element('div', {}, problems.filter(Boolean).map(problem => notice(problem))),
  element(
    'div',
    { class: 'head' },
    element('h1', {}, title),
    element('div', { class: 'beside' }, sources.map(headOf)),
    element('div', { class: 'above-list' }, comparison(sources)),
  ),
  empty,
  table.element,
  curves.element,
  networks.element,
);
let shownFor = '';
if (sources.length > 0) {
  await show();
  poll(async () => {
    await attempt(content, () => Promise.all(sources.map(source => source.renew())));
    await show();
    return sources.some(({ kind }) => kind === 'campaign') ? REFRESH : 0;
  }, REFRESH);
}

function named([name, id]) {
  const source = new Source({ kind: KINDS[name], id });
  return [source.path, source];
}

function headOf(source, at) {
  const section = source.section(names[at]);
  const others = sources.filter(other => other !== source);
  if (others.length > 0) {
    section.append(
      element('p', {}, element('a', { href: comparisonAddress(others), 'aria-label': `Without ${names[at]}` }, 'Leave out')),
    );
  }
  return section;
}

async function show() {
  sources.forEach(source => source.showHead());
  empty.hidden = sources.some(({ summary }) => summary.succeeded > 0);
  const counts = sources.map(({ summary }) => ended(summary)).join();
  if (counts === shownFor) return;
  try {
    const answers = await attempt(content, () => Promise.all(sources.map(answersOf)));
    table.update(merged(answers));
    curves.update(answers.flatMap(lines));
    networks.update(filesOf(answers));
    shownFor = counts;
  } catch (failure) {
    table.complain(failure);
  }
}

async function answersOf(source) {
  const views = ['paper-table', 'robustness-curve', 'trust', 'networks'];
  const [rows, curve, trust, used] = await Promise.all(views.map(view => source.rows(view)));
  return { table: rows, curve, trust, networks: used, document: source.document };
}

/** Rows of curves, in which networks are told apart by source. */
function lines({ curve, trust }, at) {
  const own = network => (sources.length > 1 ? `${names[at]}: ${network}` : network);
  return judged(curve, trust).map(row => ({ ...row, crafted_on: own(row.crafted_on), judged_on: own(row.judged_on) }));
}

/** Names, with the first digits of ids where several are the same. */
function distinct(all) {
  return all.map(({ name, id }, at) =>
    all.some((other, place) => place !== at && other.name === name) ? `${name} (${id.slice(0, DIGITS)})` : name,
  );
}
