// A campaign's gallery: jobs as cards, sorted by what the attack did, a page at a time.
import { campaignAddress, keepInAddress, parameters } from './page/address.js';
import { element, symbol } from './page/element.js';
import { content, openFrame, showPlace } from './page/frame.js';
import { More } from './page/more.js';
import { attempt, missing } from './page/notice.js';
import { counted } from './page/number.js';
import { unlessAborted } from './service/client.js';
import { campaign, campaignDocument, facets, results } from './service/results.js';
import { followArrowKeys } from './gallery/arrow-keys.js';
import { card } from './gallery/card.js';
import { Filters } from './gallery/filters.js';

const PAGE = 24;
const MOST_IMAGES = 400;

const id = parameters.get('id');
openFrame();
showPlace([['Campaigns', 'index.html'], ['Gallery']]);
if (!id) await missing(content, 'campaign', 'campaign, and open its gallery');
content.append(element('p', { class: 'asking' }, 'Loading the campaign …'));
const [summary, submitted, known] = await attempt(content, () =>
  Promise.all([campaign(id), campaignDocument(id), facets(id)]),
);
showPlace([['Campaigns', 'index.html'], [summary.name, campaignAddress(id)], ['Gallery']]);

const sharp = submitted.campaign.images.some(image => image.sharp);
const filters = new Filters(parameters, { ...known, image: images(), failed: summary.failed > 0, sharp }, begin);
const cards = element('ol', { class: 'cards', 'aria-label': 'Jobs' });
const more = new More(`Show ${PAGE} more`, load);
content.replaceChildren(
  element(
    'div',
    { class: 'head' },
    element('h1', {}, 'Gallery'),
    element(
      'p',
      { class: 'lede' },
      'What the networks made of the blurred images, ',
      symbol('N(y)'),
      ', and of the same with a perturbation, ',
      symbol('N(y+δ)'),
      '. Point at a pair, or select it, to see the inputs ',
      symbol('y'),
      ' and ',
      symbol('y+δ'),
      '.',
    ),
  ),
  filters.element,
  cards,
  more.element,
);
followArrowKeys(cards);

let next = null;
let running = null;
begin();

function images() {
  const names = submitted.campaign.images.map(image => image.name);
  return names.length <= MOST_IMAGES ? [...new Set(names)].sort() : [];
}

/** Starts again with the filters' values. */
function begin() {
  running?.abort();
  running = null;
  next = null;
  keepInAddress({ id, ...filters.forAddress });
  cards.replaceChildren();
  load();
}

async function load() {
  const mine = new AbortController();
  running = mine;
  more.asking(cards.children.length ? 'Loading more …' : 'Loading jobs …');
  const page = await attempt(more.element, () =>
    unlessAborted(results(id, { ...filters.values, limit: PAGE, after: next }, mine.signal)),
  );
  if (running !== mine || page === null) return;
  running = null;
  next = page.next;
  cards.append(...page.results.map(record => card(record, id, filters.values.judge)));
  more.answered(words(), next !== null);
}

function words() {
  const shown = cards.children.length;
  if (shown === 0) return summary.succeeded === 0 ? 'No job has succeeded yet.' : 'No job is like that.';
  return next === null ? `That is all: ${counted(shown, 'job')}.` : `${counted(shown, 'job')} so far.`;
}
