// The list of campaigns, newest first, live while any of them moves.
import { campaignAddress, comparisonAddress, galleryAddress } from './page/address.js';
import { element } from './page/element.js';
import { content, openFrame, showPlace } from './page/frame.js';
import { More } from './page/more.js';
import { attempt } from './page/notice.js';
import { counted } from './page/number.js';
import { poll } from './page/polling.js';
import { ago, moment } from './page/time.js';
import { command } from './page/command.js';
import { copyable } from './page/copyable.js';
import { unlessAborted } from './service/client.js';
import { campaigns, campaignsNamed, running as runningJobs } from './service/results.js';
import { isFinished, moves, progress, state, ended, underWay } from './campaign/progress.js';
import { Pace } from './campaign/pace.js';
import { imported } from './campaigns/imported.js';
import { Listing } from './campaigns/listing.js';
import { submission } from './campaigns/submission.js';

const LIVE = 2000;
const QUIET = 10_000;
const PAGE = 50;
const MOST_NAMED = 100;
const TYPING = 250;

const paces = new Map();
let jobs = new Map();
const rows = new Map();
let listing = new Listing();
let name = '';
let running = null;
let typing = null;
let rounds = 0;

const list = element('ol', { class: 'campaigns', 'aria-label': 'Campaigns, newest first' });
const filter = element('input', {
  type: 'search',
  id: 'filter',
  placeholder: 'Part of a name',
  autocomplete: 'off',
  oninput: () => {
    clearTimeout(typing);
    typing = setTimeout(begin, TYPING);
  },
});
const more = new More(`Show ${PAGE} more`, load);
const none = element(
  'div',
  { class: 'empty', hidden: true },
  element('h2', {}, 'No campaigns yet'),
  element('p', {}, 'With the stack running, this submits one:'),
  copyable(command('submit', 'examples/demo.yaml'), 'the command that submits a campaign'),
);
const above = element(
  'div',
  { class: 'above-list', hidden: true },
  element('label', { class: 'field', for: 'filter' }, 'Filter by name', filter),
);

openFrame();
showPlace([['Campaigns']]);
content.append(
  element(
    'div',
    { class: 'head' },
    element('h1', {}, 'Campaigns'),
    element(
      'p',
      { class: 'lede' },
      'Attacks on deblurring networks: images × blurs × networks × attacks × budgets, ' +
        'and what every perturbation did.',
    ),
    submission(),
  ),
  above,
  list,
  none,
  more.element,
  imported(),
);
await load();
poll(round, LIVE);

/** Starts again with the name that was typed. */
function begin() {
  name = filter.value.trim();
  listing = new Listing();
  load();
}

async function load() {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  more.asking(listing.campaigns.length > 0 ? 'Loading more …' : 'Loading campaigns …');
  const page = await attempt(more.element, () =>
    unlessAborted(campaigns({ name, limit: PAGE, after: listing.next }, mine.signal)),
  );
  if (running !== mine || page === null) return;
  running = null;
  listing.append(page);
  note(page.campaigns);
  show();
}

async function round() {
  const shown = listing;
  // Now and then the newest ones, to see those that are new; in between only those that change.
  const newest = !shown.campaigns.some(moves) || ++rounds % (QUIET / LIVE) === 0;
  const open = shown.campaigns.filter(campaign => !isFinished(campaign)).sort((a, b) => moves(b) - moves(a));
  const ids = open.slice(0, MOST_NAMED).map(({ id }) => id);
  const [first, changed, heard] = await attempt(content, () =>
    Promise.all([
      newest ? campaigns({ name, limit: PAGE }) : null,
      ids.length > 0 ? campaignsNamed(ids) : [],
      ids.length > 0 ? runningJobs() : new Map(),
    ]),
  );
  jobs = heard;
  if (shown !== listing) return LIVE;
  if (first !== null && listing.renew(first)) {
    running?.abort();
    running = null;
  }
  listing.update(changed);
  note([...(first?.campaigns ?? []), ...changed]);
  show();
  return listing.campaigns.some(moves) ? LIVE : QUIET;
}

function note(answer) {
  for (const campaign of answer) {
    if (!paces.has(campaign.id)) paces.set(campaign.id, new Pace());
    const mine = jobs.get(campaign.id);
    paces.get(campaign.id).note(ended(campaign), mine && underWay(mine));
  }
}

function show() {
  const known = listing.campaigns;
  none.hidden = known.length > 0 || name !== '';
  above.hidden = known.length === 0 && name === '';
  list.hidden = known.length === 0;
  const wanted = known.map(row);
  // Rows stay where they are while nothing moves, so that the keyboard's focus stays on them.
  wanted.forEach((made, at) => {
    if (list.children[at] !== made) list.insertBefore(made, list.children[at] ?? null);
  });
  while (list.children.length > wanted.length) list.lastChild.remove();
  if (running === null) more.answered(words(), listing.next !== null);
}

function words() {
  const { campaigns: known, next } = listing;
  if (known.length === 0) return name === '' ? '' : 'No campaign is called that.';
  const many = counted(known.length, 'campaign');
  return next === null ? `That is all: ${many}.` : `${many} so far.`;
}

function row(campaign) {
  if (!rows.has(campaign.id)) rows.set(campaign.id, newRow(campaign));
  const made = rows.get(campaign.id);
  const rate = paces.get(campaign.id).rate;
  made.when.textContent = `submitted ${ago(campaign.submitted)}`;
  const mine = jobs.get(campaign.id);
  made.progress.replaceChildren(progress(campaign, rate, mine));
  made.state.replaceChildren(state(campaign, rate, mine));
  return made.element;
}

function newRow(campaign) {
  const when = element('p', { class: 'when', title: moment(campaign.submitted) });
  const bar = element('div', {});
  const word = element('span', {});
  return {
    when,
    progress: bar,
    state: word,
    element: element(
      'li',
      {},
      element('div', {}, element('h2', {}, element('a', { href: campaignAddress(campaign.id) }, campaign.name)), when),
      bar,
      element(
        'div',
        { class: 'links' },
        word,
        element('a', { href: galleryAddress(campaign.id), 'aria-label': `Gallery of ${campaign.name}` }, 'Gallery'),
        element(
          'a',
          { href: comparisonAddress([{ kind: 'campaign', id: campaign.id }]), 'aria-label': `Compare ${campaign.name}` },
          'Compare',
        ),
      ),
    ),
  };
}
