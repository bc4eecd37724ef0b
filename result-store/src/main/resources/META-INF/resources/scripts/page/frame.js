// What every page has around its content: breadcrumb, tools, title.
import { element } from './element.js';
import { notice } from './notice.js';
import { themeButton } from './theme.js';
import { Problem } from '../service/problem.js';
import { forgetToken, hasToken } from '../service/token.js';

/** Where everything goes that a page has to say. */
export const content = document.getElementById('content');

/** Fills the header's tools, and sees to it that no failure leaves the page blank. To be called once a page. */
export function openFrame() {
  const tell = failure => content.prepend(notice(Problem.from(failure)));
  addEventListener('error', event => tell(event.error ?? event.message));
  addEventListener('unhandledrejection', event => tell(event.reason));
  const forget = element(
    'button',
    {
      type: 'button',
      class: 'quiet',
      onclick: () => {
        forgetToken();
        location.reload();
      },
    },
    'Forget token',
  );
  document.getElementById('tools').replaceChildren(...(hasToken() ? [forget] : []), themeButton());
}

/**
 * Says where this page is.
 *
 * @param {Array<[string, string?]>} steps names, with addresses where one can go
 */
export function showPlace(steps) {
  document
    .getElementById('breadcrumb')
    .replaceChildren(
      ...steps.map(([name, href], at) =>
        element(
          'li',
          {},
          href && at < steps.length - 1
            ? element('a', { href }, name)
            : element('span', { 'aria-current': 'page' }, name),
        ),
      ),
    );
  document.title = [...steps.map(([name]) => name).reverse(), 'Shakedown'].join(' · ');
}
