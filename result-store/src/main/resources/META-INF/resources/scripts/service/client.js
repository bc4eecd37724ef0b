// Asks the service, with the token if there is one.
import { inside } from './inside.js';
import { Problem } from './problem.js';
import { token } from './token.js';

const ROOT = new URL('api/v1/', document.baseURI);

/** The whole address of something below the interface's root; in a report the picture itself. */
export const addressOf = path => (inside ? inside.files[inside.pictures[path]] : new URL(path, ROOT).href);

/** The answer, or a problem. */
export async function ask(path, signal) {
  const known = token();
  let answer;
  try {
    answer = await fetch(addressOf(path), { headers: known ? { Authorization: `Bearer ${known}` } : {}, signal });
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw Problem.unreachable();
  }
  if (!answer.ok) throw await Problem.of(answer);
  return answer;
}

export async function askJson(path, signal) {
  return (await ask(path, signal)).json();
}

/** An answer, or null if it was not waited for. */
export function unlessAborted(answer) {
  return answer.catch(failure => (failure.name === 'AbortError' ? null : Promise.reject(failure)));
}
