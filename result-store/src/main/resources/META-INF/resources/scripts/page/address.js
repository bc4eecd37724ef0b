// Addresses of pages, and the part of this page's state that is in its own address.

export const parameters = new URLSearchParams(location.search);

const page = (file, values) => {
  const query = new URLSearchParams(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  );
  return `${file}?${query}`;
};

export const campaignAddress = id => page('campaign.html', { id });
export const galleryAddress = (id, filters = {}) => page('gallery.html', { id, ...filters });

/** A job's page. Where the job stands is told, too: a job that campaigns share stands elsewhere in each. */
export const jobAddress = (id, campaign, ordinal) => page('job.html', { id, campaign, ordinal });

/** Writes state into the address without leaving a trail of Back steps. */
export function keepInAddress(values) {
  history.replaceState(null, '', page(location.pathname.split('/').pop(), values));
}
