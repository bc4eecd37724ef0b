// A part of the campaign's page: a heading, a note, controls, and a body that is drawn again when a choice or the data change.
import { element } from '../page/element.js';
import { Controls } from '../page/controls.js';
import { csv } from '../page/csv.js';
import { save } from '../page/download.js';
import { notice } from '../page/notice.js';
import { savePng, saveSvg } from '../chart/export.js';
import { Problem } from '../service/problem.js';

export class Section {
  /**
   * @param {{id: string, heading: string, note: (string|Node)[], files?: Node[], table?: function}} words files:
   *   links to its numbers, besides CSV; table: makes rows of a file from the rows
   * @param {function(Array, Controls): (Node[]|null)} draw the content for rows; null where there is nothing to show
   */
  constructor(words, draw) {
    this.rows = [];
    this.draw = draw;
    this.controls = new Controls(() => this.show());
    this.body = element('div', {});
    this.files = element('p', { class: 'files' });
    this.words = words;
    this.element = element(
      'section',
      { id: words.id, hidden: true, 'aria-labelledby': `${words.id}-heading` },
      element('h2', { id: `${words.id}-heading` }, words.heading),
      element('p', { class: 'note' }, words.note),
      this.controls.element,
      this.body,
      this.files,
    );
  }

  update(rows) {
    this.relent();
    const text = JSON.stringify(rows);
    if (text === this.text) return;
    this.text = text;
    this.rows = rows;
    this.show();
  }

  /** Says what failed; the other parts are left alone. It goes with the next update. */
  complain(failure) {
    this.element.hidden = false;
    this.relent();
    this.element.append(notice(Problem.from(failure)));
  }

  relent() {
    this.element.querySelector(':scope > .notice')?.remove();
  }

  show() {
    // Tables that were opened stay open over a drawing.
    const open = this.body.querySelector('details')?.open;
    const content = this.draw(this.rows, this.controls);
    this.element.hidden = content === null;
    this.body.replaceChildren(...(content ?? []));
    if (content !== null) this.offerFiles();
    if (open && this.body.querySelector('details')) this.body.querySelector('details').open = true;
  }

  /** What can be saved of it: its numbers, and its charts as they are drawn. */
  offerFiles() {
    const { id, heading, files = [], table = rows => rows } = this.words;
    const charts = () => [...this.body.querySelectorAll('.chart > svg')];
    const each = write => charts().forEach((svg, at) => write(svg, charts().length > 1 ? `${id}-${at + 1}` : id));
    const button = (label, onclick) =>
      element('button', { type: 'button', 'aria-label': `Save ${heading} as ${label}`, onclick }, label);
    const numbers = this.rows.length > 0;
    const drawn = this.body.querySelector('.chart') !== null;
    this.files.replaceChildren(
      ...(numbers || drawn ? ['Save as'] : []),
      ...(numbers ? [button('CSV', () => save(new Blob([csv(table(this.rows))], { type: 'text/csv' }), `${id}.csv`)), ...files] : []),
      ...(drawn ? [button('SVG', () => each(saveSvg)), button('PNG', () => each(savePng))] : []),
    );
  }
}
