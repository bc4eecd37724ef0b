// The jobs before and after one in its campaign, among those that have ended.
import { element } from '../page/element.js';
import { jobAddress } from '../page/address.js';
import { results } from '../service/results.js';

/** Ended jobs may be far from each other while a campaign runs: looked for in steps that grow. */
const REACHES = [1, 20, 200];

async function before(campaign, ordinal) {
  for (const reach of REACHES) {
    const start = Math.max(-1, ordinal - reach - 1);
    const page = await results(campaign, { sort: 'ordinal', after: start, limit: Math.min(reach, ordinal - start) });
    const found = page.results.filter(({ request }) => request.ordinal < ordinal).at(-1);
    if (found || start === -1) return found?.request ?? null;
  }
  return null;
}

async function after(campaign, ordinal) {
  const page = await results(campaign, { sort: 'ordinal', after: ordinal, limit: 1 });
  return page.results[0]?.request ?? null;
}

/** Links, which the arrow keys follow too. */
export async function neighbours(campaign, ordinal) {
  const [previous, next] = await Promise.all([
    ordinal > 0 ? before(campaign, ordinal) : null,
    after(campaign, ordinal),
  ]);
  document.addEventListener('keydown', event => {
    const request = { ArrowLeft: previous, ArrowRight: next }[event.key];
    if (!request || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // Whatever has a use for the keys itself keeps them.
    if (event.target.closest('input, select, textarea, fieldset, [tabindex="0"]')) return;
    location.href = jobAddress(request.jobId, campaign, request.ordinal);
  });
  return [link(previous, '← Previous', campaign, 'prev'), link(next, 'Next →', campaign, 'next')];
}

function link(request, text, campaign, rel) {
  return request
    ? element('a', { class: 'button', rel, href: jobAddress(request.jobId, campaign, request.ordinal) }, text)
    : element('span', { class: 'button', 'aria-disabled': 'true' }, text);
}
