// Commands to take along into a terminal.
import { jobApi } from '../service/job-api.js';

const USUAL = /^\w+:\/\/(127\.0\.0\.1|localhost):8080$/;

/** A command of ./shakedown that works as it stands: it names job-api where that is not at its usual address. */
export function command(...words) {
  const api = jobApi?.replace(/\/$/, '');
  return ['./shakedown', ...words.map(quoted), ...(api && !USUAL.test(api) ? ['--api', quoted(api)] : [])].join(' ');
}

/** A word as a shell takes it. */
export function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
