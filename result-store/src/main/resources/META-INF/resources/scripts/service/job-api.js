// Where job-api is, for commands that readers copy and for actions on campaigns.
import { inside } from './inside.js';
import { Problem } from './problem.js';
import { token } from './token.js';

/** Its address; null where the result-store was not told. */
export const jobApi = (inside ? inside.jobApi : document.querySelector('meta[name="job-api"]')?.content) || null;

/**
 * Calls job-api, as the bearer of the token if there is one.
 *
 * @param {string} path below /api/v1
 * @param {{body: string, type: string}} [sent]
 */
export async function post(path, { body, type } = {}) {
  const known = token();
  const headers = { ...(known && { Authorization: `Bearer ${known}` }), ...(type && { 'Content-Type': type }) };
  let answer;
  try {
    answer = await fetch(`${jobApi.replace(/\/$/, '')}/api/v1/${path}`, { method: 'POST', headers, body });
  } catch {
    throw new Problem(0, 'job-api does not answer', `It should be at ${jobApi}.`);
  }
  if (!answer.ok) throw await Problem.of(answer);
  return answer.json();
}
