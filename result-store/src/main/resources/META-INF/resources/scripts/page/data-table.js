// A plain table in a box of its own that scrolls where the screen is narrow.
import { element } from './element.js';

export function scrolling(label, table) {
  return element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label }, table);
}

/**
 * @param {string} caption
 * @param {Array<{label: string, number?: boolean, wide?: boolean}>} columns wide: text that wraps
 * @param {Array<Array<string|Node>>} rows
 */
export function dataTable(caption, columns, rows) {
  const cell = (tag, at, value) =>
    element(tag, { class: (columns[at].number && 'n') || (columns[at].wide && 'wide') }, value);
  return scrolling(
    caption,
    element(
      'table',
      {},
      element('caption', { class: 'for-readers' }, caption),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          columns.map((column, at) => element('th', { scope: 'col', class: columns[at].number && 'n' }, column.label)),
        ),
      ),
      element(
        'tbody',
        {},
        rows.map(row =>
          element(
            'tr',
            {},
            row.map((value, at) => cell('td', at, value)),
          ),
        ),
      ),
    ),
  );
}

/** The numbers of a chart, behind a disclosure. What is in it is made when it is opened. */
export function numbersBehind(summary, make) {
  const details = element(
    'details',
    {
      ontoggle: () => {
        if (details.open && details.children.length === 1) details.append(make());
      },
    },
    element('summary', {}, summary),
  );
  return details;
}
