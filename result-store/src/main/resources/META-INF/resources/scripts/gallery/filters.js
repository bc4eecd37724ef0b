// The filters and orders of the gallery, and their form in its address.
import { element } from '../page/element.js';
import { budget, plain } from '../page/number.js';
import { select } from '../page/controls.js';
import { NORMS } from '../campaign/metrics.js';

const SORTS = [
  { value: 'damage', label: 'damage: PSNR lost' },
  { value: 'change', label: 'change of the output' },
  { value: 'target', label: 'likeness to the target' },
  { value: 'lipschitz', label: 'Lipschitz quotient' },
  { value: 'ordinal', label: 'order of the campaign' },
];

/** What the results call takes, what facets call it, and how it is named and written here. */
const FILTERS = [
  ['dataSet', 'data_set', 'Data set', String],
  ['network', 'crafted_on', 'Network', String],
  ['judge', 'judged_on', 'Numbers of', String],
  ['objective', 'objective', 'Objective', String],
  ['attack', 'attack', 'Attack', String],
  ['target', 'target', 'Target', String],
  ['norm', 'norm', 'Norm', norm => NORMS[norm] ?? norm],
  ['kernelSize', 'kernel_size', 'Kernel side', size => `${plain(size)} px`],
  ['budget', 'budget', 'Budget', budget],
  ['image', 'image', 'Image', String],
  ['warning', 'warning', 'Warning', String],
  ['code', 'code', 'Failed for', String],
];

const NAMES = ['sort', 'state', ...FILTERS.map(([name]) => name)];

export class Filters {
  /**
   * @param {URLSearchParams} address where the state is read from
   * @param {object} facets what there is to choose from; `sharp`: whether any sharp image is known, without which no job has
   *   a damage to be sorted by
   * @param {function()} onchange
   */
  constructor(address, facets, onchange) {
    this.values = Object.fromEntries(NAMES.map(name => [name, address.get(name) ?? '']));
    this.usual = facets.sharp ? 'damage' : 'change';
    this.values.sort ||= this.usual;
    this.facets = facets;
    this.onchange = onchange;
    this.element = element('form', {
      class: 'filters',
      'aria-label': 'Filters',
      onsubmit: event => event.preventDefault(),
    });
    this.show();
  }

  show() {
    const missing = [!this.facets.target?.length && 'target', !this.facets.sharp && 'damage'];
    const sorts = SORTS.filter(({ value }) => !missing.includes(value));
    this.element.replaceChildren(
      element(
        'div',
        { class: 'controls' },
        this.select('sort', 'Sorted by', sorts),
        FILTERS.map(([name, facet, label, write]) => this.filter(name, label, this.facets[facet] ?? [], write)),
        this.facets.failed &&
          this.select('state', 'State', this.states),
        element(
          'button',
          { type: 'button', class: 'quiet reset', hidden: !this.isNarrow, onclick: () => this.clear() },
          'Clear filters',
        ),
      ),
    );
  }

  /** Only by their place in the campaign can failed jobs stand among the others. */
  get states() {
    const failed = { value: 'FAILED', label: 'failed' };
    return this.values.sort === 'ordinal'
      ? [{ value: '', label: 'any' }, { value: 'SUCCEEDED', label: 'succeeded' }, failed]
      : [{ value: '', label: 'succeeded' }, failed];
  }

  filter(name, label, values, write) {
    const given = this.values[name];
    // What the address asks for is offered too, so that it can be seen and taken back.
    const all = given && !values.some(value => String(value) === given) ? [...values, given] : values;
    if (all.length < 2 && !given) return null;
    const neutral = name === 'judge' ? 'first judge' : 'all';
    return this.select(name, label, [
      { value: '', label: neutral },
      ...all.map(value => ({ value: String(value), label: write(value) })),
    ]);
  }

  select(name, label, options) {
    const known = options.some(({ value }) => value === this.values[name])
      ? options
      : [...options, { value: this.values[name], label: this.values[name] }];
    return select(label, known, this.values[name], at => this.choose(name, known[at].value));
  }

  choose(name, value) {
    this.values[name] = value;
    // Jobs that failed have no numbers to be sorted by.
    if (name === 'state' && value === 'FAILED') this.values.sort = 'ordinal';
    if (name === 'sort' && value !== 'ordinal') Object.assign(this.values, { state: '', code: '' });
    if (name === 'state' && value !== 'FAILED') this.values.code = '';
    const at = [...this.element.querySelectorAll('select')].indexOf(document.activeElement);
    this.show();
    this.element.querySelectorAll('select')[at]?.focus();
    this.onchange();
  }

  clear() {
    this.values = { ...Object.fromEntries(NAMES.map(name => [name, ''])), sort: this.values.sort };
    this.show();
    this.onchange();
  }

  get isNarrow() {
    return NAMES.some(name => name !== 'sort' && this.values[name] !== '');
  }

  /** For the address: without what is as always. */
  get forAddress() {
    return Object.fromEntries(
      Object.entries(this.values).filter(([name, value]) => value && !(name === 'sort' && value === this.usual)),
    );
  }
}
