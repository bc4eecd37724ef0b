// What is said when something goes wrong: problems, tokens that are missing, services that are away.
import { element } from './element.js';
import { Problem } from '../service/problem.js';
import { hasToken, keepToken } from '../service/token.js';

const LONGEST_WAIT = 30;

/** A problem in words, with buttons or a form below. */
export function notice(problem, ...below) {
  return element(
    'section',
    { class: 'notice', role: 'alert' },
    element('h2', {}, problem.title),
    problem.detail && element('p', {}, problem.detail),
    below,
  );
}

/** Says what a page needs in its address to show something. Never returns. */
export function missing(place, what, choice) {
  place.append(
    element(
      'section',
      { class: 'empty' },
      element('h2', {}, `No ${what} is chosen`),
      element('p', {}, `The address of this page names none. Choose a ${choice}.`),
      element('p', {}, element('a', { class: 'button primary', href: 'index.html' }, 'All campaigns')),
    ),
  );
  return new Promise(() => {});
}

function tokenForm() {
  const field = element('input', {
    type: 'password',
    name: 'token',
    id: 'token',
    required: true,
    autocomplete: 'off',
    spellcheck: 'false',
    size: 44,
  });
  return element(
    'form',
    {
      onsubmit: event => {
        event.preventDefault();
        keepToken(field.value.trim());
        location.reload();
      },
    },
    element(
      'p',
      {},
      element(
        'label',
        { for: 'token' },
        hasToken() ? 'Another bearer token; ' : 'A bearer token with the role read; ',
        'it is kept until this tab is closed',
      ),
    ),
    element('div', { class: 'row' }, field, element('button', { class: 'primary' }, 'Use this token')),
  );
}

/**
 * Does work that calls the service, and shows problems in a place. Temporary problems are retried; for others there is a
 * button.
 *
 * @param {Element} place emptied before the work, and where notices go
 * @param {function(): Promise} work
 */
export async function attempt(place, work) {
  for (let tries = 0; ; tries++) {
    try {
      const answer = await work();
      place.querySelectorAll(':scope > .notice').forEach(old => old.remove());
      return answer;
    } catch (failure) {
      const problem = Problem.from(failure);
      if (problem.needsToken) {
        askForToken(place, problem);
        return new Promise(() => {});
      }
      if (problem.passes) await waitFor(place, problem, Math.min(LONGEST_WAIT, 2 * 2 ** tries));
      else await askAgain(place, problem);
    }
  }
}

function show(place, shown) {
  place.querySelectorAll(':scope > .notice, :scope > .asking').forEach(old => old.remove());
  place.prepend(shown);
}

function askForToken(place, problem) {
  // Several parts of a page may be refused at once: one form is enough.
  if (document.getElementById('token')) return;
  show(place, notice(problem, tokenForm()));
  document.getElementById('token').focus();
}

function waitFor(place, problem, seconds) {
  return new Promise(resolve => {
    let left = seconds;
    const rest = element('p', {});
    const tell = () => {
      rest.textContent = `Trying again in ${left} s.`;
    };
    const timer = setInterval(() => {
      left -= 1;
      if (left <= 0) go();
      else tell();
    }, 1000);
    const go = () => {
      clearInterval(timer);
      resolve();
    };
    tell();
    show(
      place,
      notice(
        problem,
        rest,
        element('div', { class: 'row' }, element('button', { type: 'button', onclick: go }, 'Try now')),
      ),
    );
  });
}

function askAgain(place, problem) {
  return new Promise(resolve => {
    show(
      place,
      notice(
        problem,
        element(
          'div',
          { class: 'row' },
          element('button', { type: 'button', onclick: resolve }, 'Try again'),
          element('a', { class: 'button', href: 'index.html' }, 'All campaigns'),
        ),
      ),
    );
  });
}
