// Text to take along into a terminal.
import { element } from './element.js';

export function copyable(text, name) {
  const code = element('code', {}, text);
  const button = element('button', { type: 'button', 'aria-label': `Copy ${name}`, onclick: copy }, 'Copy');
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      // Without TLS the clipboard is closed; then the text is at least marked.
      getSelection().selectAllChildren(code);
      button.textContent = 'Marked';
    }
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 1500);
  }
  return element('div', { class: 'copyable' }, element('pre', { tabindex: 0, 'aria-label': name }, code), button);
}
