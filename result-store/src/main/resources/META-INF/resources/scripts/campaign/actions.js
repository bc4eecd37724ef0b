// Pause, resume, cancel and retry: buttons for what the campaign's state and the token's role allow.
import { element } from '../page/element.js';
import { jobApi, post } from '../service/job-api.js';
import { Problem } from '../service/problem.js';
import { maySubmit } from '../service/token.js';
import { isFinished } from './progress.js';

const WORDS = { pause: 'Pause', resume: 'Resume', retry: 'Retry failed jobs', cancel: 'Cancel' };
const QUESTION_SECONDS = 5;

/** What can be done with a campaign, as docs/http.md has it. */
function possible({ state, failed, ...counts }) {
  if (state === 'CANCELLED') return ['retry'];
  const started = failed > 0 ? ['retry'] : [];
  if (isFinished({ failed, ...counts })) return started;
  return [state === 'PAUSED' ? 'resume' : 'pause', ...started, 'cancel'];
}

/**
 * @param {string} id of the campaign
 * @param {function()} ondone called when job-api has accepted an action
 */
export function actions(id, ondone) {
  const place = element('div', { class: 'actions' });
  const said = element('p', { class: 'said', role: 'status' });
  let shown = '';

  async function act(action, button) {
    button.disabled = true;
    said.textContent = '';
    try {
      await post(`campaigns/${encodeURIComponent(id)}/${action}`);
      await ondone();
    } catch (failure) {
      const { title, detail } = Problem.from(failure);
      said.textContent = detail ? `${title}: ${detail}` : title;
    }
    button.disabled = false;
  }

  /** A cancelled campaign has lost its place: the button asks before. */
  function askFirst(action, button) {
    if (action !== 'cancel' || button.dataset.asked) return act(action, button);
    button.dataset.asked = 'yes';
    button.textContent = 'Cancel it: sure?';
    setTimeout(() => {
      delete button.dataset.asked;
      button.textContent = WORDS.cancel;
    }, QUESTION_SECONDS * 1000);
    return undefined;
  }

  return {
    element: place,
    update(summary) {
      const offered = jobApi && maySubmit() ? possible(summary) : [];
      // Buttons stay while nothing changes, so that the keyboard's focus stays on them.
      if (offered.join() === shown) return;
      shown = offered.join();
      place.replaceChildren(
        ...offered.map(action => {
          const words = action === 'retry' && summary.state === 'CANCELLED' ? 'Run the rest after all' : WORDS[action];
          const button = element('button', { type: 'button', onclick: () => askFirst(action, button) }, words);
          return button;
        }),
        said,
      );
    },
  };
}
