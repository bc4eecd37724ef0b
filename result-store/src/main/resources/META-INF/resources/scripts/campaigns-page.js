// The list of campaigns, newest first, live while any of them moves.
import { campaignAddress, galleryAddress } from './page/address.js';
import { element } from './page/element.js';
import { content, openFrame, showPlace } from './page/frame.js';
import { attempt } from './page/notice.js';
import { count, counted } from './page/number.js';
import { poll } from './page/polling.js';
import { ago, moment } from './page/time.js';
import { copyable } from './page/copyable.js';
import { campaigns, campaignsNamed } from './service/results.js';
import { isFinished, moves, progress, state, ended } from './campaign/progress.js';
import { Pace } from './campaign/pace.js';

const LIVE = 2000;
const QUIET = 10_000;
const MOST_NAMED = 100;

const paces = new Map();
const rows = new Map();
let known = [];
let rounds = 0;

const list = element('ol', { class: 'campaigns', 'aria-label': 'Campaigns, newest first' });
const filter = element('input', {
  type: 'search',
  id: 'filter',
  placeholder: 'Part of a name',
  autocomplete: 'off',
  oninput: show,
});
const found = element('p', { class: 'counts', role: 'status' });
const none = element(
  'div',
  { class: 'empty', hidden: true },
  element('h2', {}, 'No campaigns yet'),
  element('p', {}, 'With the stack running, this submits one:'),
  copyable('./shakedown submit campaigns/demo.yaml', 'the command that submits a campaign'),
);
const above = element(
  'div',
  { class: 'above-list', hidden: true },
  element('label', { class: 'field', for: 'filter' }, 'Filter by name', filter),
  found,
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
  ),
  element('p', { class: 'asking' }, 'Asking for campaigns …'),
);
note(await attempt(content, campaigns));
content.querySelector('.asking')?.remove();
content.append(above, list, none);
show();
poll(round, LIVE);

async function round() {
  const open = known.filter(campaign => !isFinished(campaign));
  // Now and then all of them, to see those that are new; in between only those that change.
  const all = !known.some(moves) || open.length > MOST_NAMED || ++rounds % (QUIET / LIVE) === 0;
  note(await attempt(content, () => (all ? campaigns() : campaignsNamed(open.map(({ id }) => id)))), all);
  show();
  return known.some(moves) ? LIVE : QUIET;
}

function note(answer, all = true) {
  const changed = new Map(answer.map(campaign => [campaign.id, campaign]));
  known = all ? answer : known.map(campaign => changed.get(campaign.id) ?? campaign);
  for (const campaign of answer) {
    if (!paces.has(campaign.id)) paces.set(campaign.id, new Pace());
    paces.get(campaign.id).note(ended(campaign));
  }
}

function show() {
  const words = filter.value.trim().toLowerCase();
  const shown = known.filter(({ name, id }) => name.toLowerCase().includes(words) || id === words);
  none.hidden = known.length > 0;
  above.hidden = known.length === 0;
  list.hidden = shown.length === 0;
  found.textContent = words
    ? `${count(shown.length)} of ${counted(known.length, 'campaign')}`
    : counted(known.length, 'campaign');
  const wanted = shown.map(row);
  // Rows stay where they are while nothing moves, so that the keyboard's focus stays on them.
  wanted.forEach((made, at) => {
    if (list.children[at] !== made) list.insertBefore(made, list.children[at] ?? null);
  });
  while (list.children.length > wanted.length) list.lastChild.remove();
}

function row(campaign) {
  if (!rows.has(campaign.id)) rows.set(campaign.id, newRow(campaign));
  const made = rows.get(campaign.id);
  const rate = paces.get(campaign.id).rate;
  made.when.textContent = `submitted ${ago(campaign.submitted)}`;
  made.progress.replaceChildren(progress(campaign, rate));
  made.state.replaceChildren(state(campaign, rate));
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
      ),
    ),
  };
}
