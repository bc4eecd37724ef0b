// The calls of the result-store that these pages use.
import { askJson } from './client.js';
import { inside } from './inside.js';

const encode = encodeURIComponent;
const inCampaign = (id, rest) => `campaigns/${encode(id)}${rest}`;
const askOfCampaign = async (id, rest, signal) =>
  inside ? inside.answers[rest] : askJson(inCampaign(id, rest), signal);

export const campaignsNamed = ids => askJson(`campaigns?ids=${ids.map(encode).join(',')}`);
export const campaign = id => askOfCampaign(id, '');
export const campaignDocument = id => askOfCampaign(id, '/document');
export const view = (id, name) => askOfCampaign(id, `/views/${name}`);
export const facets = id => askOfCampaign(id, '/facets');
export const distribution = (id, metric, bins) => askOfCampaign(id, `/distribution?metric=${metric}&bins=${bins}`);
/** Bundles of other installations that were imported, newest first. */
export const bundles = () => askJson('bundles');
/** Network files that workers have announced. */
export const knownNetworks = () => askJson('networks');
export const job = id => askJson(`jobs/${encode(id)}`);

/** Campaigns with running jobs, by id. */
export const running = async () => new Map((await askJson('running')).map(some => [some.campaignId, some]));

/** A page of campaigns: name, limit, after. */
export const campaigns = (filters, signal) => askJson(`campaigns?${query(filters)}`, signal);

/** A page of results. */
export const results = (id, filters, signal) => askOfCampaign(id, `/results?${query(filters)}`, signal);

/** Filters that are empty are left out. */
function query(filters) {
  const given = Object.entries(filters).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  return new URLSearchParams(given);
}

export const downloadPath = (id, file) => inCampaign(id, `/${file}`);
export const artifactPath = (jobId, kind) => `jobs/${encode(jobId)}/artifacts/${kind}`;
export const blobPath = sha256 => `blobs/${sha256}`;
