// The button that changes between light and dark, and remembers it.
import { element } from './element.js';

const KEY = 'shakedown.theme';

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

export function themeButton() {
  const button = element('button', { type: 'button', class: 'quiet', onclick: change });
  function name() {
    button.textContent = isDark() ? 'Light' : 'Dark';
    button.setAttribute('aria-label', isDark() ? 'Change to light colours' : 'Change to dark colours');
  }
  function change() {
    const theme = isDark() ? 'light' : 'dark';
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Storage is closed to this page: the choice holds until it is left.
    }
    name();
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', name);
  name();
  return button;
}
