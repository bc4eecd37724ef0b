// A campaign's progress: a bar, counts, a rate, and one word for all of it.
import { element } from '../page/element.js';
import { brief, count, counted } from '../page/number.js';
import { duration } from '../page/time.js';

export const ended = summary => summary.succeeded + summary.failed;
export const pending = summary => Math.max(0, summary.jobs - ended(summary));
export const isFinished = summary => pending(summary) === 0;
const isCancelled = summary => summary.state === 'CANCELLED';
const NONE = { jobs: 0, step: 0, steps: 0 };

/** Running jobs as if they were parts of ended ones. */
export const underWay = ({ jobs, step, steps }) => (steps > 0 ? (jobs * step) / steps : 0);

/** Whether jobs are run, or will be. */
export const moves = summary => !isFinished(summary) && !['PAUSED', 'CANCELLED'].includes(summary.state);

/** One word, and the class that colours it. */
export function state(summary, rate, running = NONE) {
  const [word, kind] = stateOf(summary, rate, running);
  return element('span', { class: `state ${kind}` }, word);
}

function stateOf(summary, rate, running) {
  if (isCancelled(summary)) return ['cancelled', 'cancelled'];
  if (isFinished(summary)) return summary.failed > 0 ? ['finished with failures', 'failures'] : ['finished', 'finished'];
  if (summary.state === 'PAUSED') return ['paused', 'paused'];
  if (running.jobs > 0 || rate > 0) return ['running', 'running'];
  return [summary.known === 0 ? 'accepted' : 'waiting for a worker', 'waiting'];
}

/** The bar with the counts below. */
export function progress(summary, rate, running = NONE) {
  const open = pending(summary);
  const { succeeded, failed, jobs } = summary;
  const left = isCancelled(summary) ? 'cancelled' : 'pending';
  const words = `${count(succeeded)} succeeded, ${count(failed)} failed, ${count(open)} ${left} of ${counted(jobs, 'job')}`;
  return element(
    'div',
    {},
    element(
      'div',
      { class: 'bar', role: 'img', 'aria-label': words },
      part('succeeded', summary.succeeded),
      part('failed', summary.failed),
      part('open', open),
    ),
    element(
      'p',
      { class: 'counts' },
      element('span', {}, element('b', {}, count(summary.succeeded)), ` of ${counted(summary.jobs, 'job')} succeeded`),
      summary.failed > 0 && element('span', { class: 'bad' }, element('b', {}, count(summary.failed)), ' failed'),
      open > 0 && element('span', {}, element('b', {}, count(open)), ` ${left}`),
      moves(summary) &&
        running.jobs > 0 &&
        element(
          'span',
          {},
          element('b', {}, count(running.jobs)),
          ` running, ${count(running.step)} of ${counted(running.steps, 'step')} done`,
        ),
      moves(summary) &&
        rate > 0 &&
        element('span', {}, `${brief(rate)} jobs/s, ${duration(Math.max(0, open - underWay(running)) / rate)} left`),
    ),
  );
}

function part(name, jobs) {
  const made = element('span', { class: name });
  made.style.flexGrow = jobs;
  return made;
}
