// The calls of the result-store that these pages use.
import { askJson } from './client.js';

const encode = encodeURIComponent;
const inCampaign = (id, rest) => `campaigns/${encode(id)}${rest}`;

export const campaignsNamed = ids => askJson(`campaigns?ids=${ids.map(encode).join(',')}`);
export const campaign = id => askJson(inCampaign(id, ''));
export const campaignDocument = id => askJson(inCampaign(id, '/document'));
export const view = (id, name) => askJson(inCampaign(id, `/views/${name}`));
export const facets = id => askJson(inCampaign(id, '/facets'));
export const distribution = (id, metric, bins) =>
  askJson(inCampaign(id, `/distribution?metric=${metric}&bins=${bins}`));
export const job = id => askJson(`jobs/${encode(id)}`);

/** A page of campaigns: name, limit, after. */
export const campaigns = (filters, signal) => askJson(`campaigns?${query(filters)}`, signal);

/** A page of results. */
export const results = (id, filters, signal) => askJson(inCampaign(id, `/results?${query(filters)}`), signal);

/** Filters that are empty are left out. */
function query(filters) {
  const given = Object.entries(filters).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  return new URLSearchParams(given);
}

export const downloadPath = (id, file) => inCampaign(id, `/${file}`);
export const artifactPath = (jobId, kind) => `jobs/${encode(jobId)}/artifacts/${kind}`;
export const blobPath = sha256 => `blobs/${sha256}`;
