// Choices that are generated from what the data have: no control where there is nothing to choose.
import { element } from './element.js';

const MOST_RADIOS = 5;
const LONGEST_RADIOS = 44;

let controlsMade = 0;

/** A row of controls. What is chosen stays chosen while it is on offer. */
export class Controls {
  constructor(onchange) {
    this.element = element('div', { class: 'controls', hidden: true });
    this.onchange = onchange;
    this.offers = new Map();
    this.number = controlsMade++;
  }

  /**
   * Offers values and tells which one is chosen.
   *
   * @param {string} name
   * @param {string} label
   * @param {Array<{value: *, label: string}>} options
   * @param {*} preferred chosen at first, if it is among them
   */
  offer(name, label, options, preferred) {
    const known = this.offers.get(name) ?? { chosen: preferred, made: null, text: '' };
    if (!options.some(option => option.value === known.chosen)) {
      known.chosen = (options.find(option => option.value === preferred) ?? options[0])?.value;
    }
    const text = JSON.stringify(options);
    if (known.text !== text) {
      const made = options.length < 2 ? element('span', { hidden: true }) : this.control(name, label, options, known);
      if (known.made) known.made.replaceWith(made);
      else this.element.append(made);
      Object.assign(known, { made, text });
    }
    this.offers.set(name, known);
    this.element.hidden = [...this.offers.values()].every(offer => offer.made.hidden);
    return known.chosen;
  }

  control(name, label, options, known) {
    const choose = at => {
      known.chosen = options[at].value;
      this.onchange();
    };
    const letters = options.reduce((sum, option) => sum + option.label.length, 0);
    return options.length <= MOST_RADIOS && letters <= LONGEST_RADIOS
      ? radios(`${name}-${this.number}`, label, options, known.chosen, choose)
      : select(label, options, known.chosen, choose);
  }
}

/** A labelled select. */
export function select(label, options, chosen, choose) {
  return element(
    'label',
    { class: 'field' },
    label,
    element(
      'select',
      {
        onchange: event => choose(event.target.selectedIndex),
      },
      options.map(option => element('option', { selected: option.value === chosen }, option.label)),
    ),
  );
}

function radios(name, label, options, chosen, choose) {
  return element(
    'fieldset',
    { class: 'radios' },
    element('legend', {}, label),
    options.map((option, at) =>
      element(
        'label',
        {},
        element('input', {
          type: 'radio',
          name,
          checked: option.value === chosen,
          onchange: () => choose(at),
        }),
        option.label,
      ),
    ),
  );
}

/** The different values of a column, as options. */
export function optionsOf(rows, column, label = String) {
  const values = [...new Set(rows.map(row => row[column]))];
  values.sort((a, b) => (typeof a === 'number' ? a - b : String(a).localeCompare(String(b))));
  return values.map(value => ({ value, label: label(value) }));
}
