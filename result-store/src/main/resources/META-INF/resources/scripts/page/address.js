// Addresses of pages, and the part of this page's state that is in its own address.
import { inside } from '../service/inside.js';

export const parameters = new URLSearchParams(location.search);

const page = (file, values) => {
  const query = new URLSearchParams(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  );
  return `${file}?${query}`;
};

export const campaignAddress = id => page('campaign.html', { id });
/** @param {Array<{kind: string, id: string}>} sources campaigns and bundles */
export const comparisonAddress = sources =>
  `compare.html?${new URLSearchParams(sources.map(({ kind, id }) => [kind, id]))}`;
export const galleryAddress = (id, filters = {}) => page('gallery.html', { id, ...filters });

/**
 * A job's page. The ordinal is part of it: a job that campaigns share has another one in each. In a report the job's section,
 * or null if it has none.
 */
export function jobAddress(id, campaign, ordinal) {
  if (!inside) return page('job.html', { id, campaign, ordinal });
  return inside.jobs.some(({ request }) => request.ordinal === ordinal) ? `#job-${ordinal}` : null;
}

/** Writes state into the address without leaving a trail of Back steps. */
export function keepInAddress(values) {
  history.replaceState(null, '', page(location.pathname.split('/').pop(), values));
}
