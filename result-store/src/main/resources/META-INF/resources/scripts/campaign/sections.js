// The parts of a campaign's page that draw its results, and what brings them up to date.
import { element } from '../page/element.js';
import { distribution, view } from '../service/results.js';
import { Palette } from '../chart/palette.js';
import { distributions } from './distributions.js';
import { headline } from './headline.js';
import { kernelSize } from './kernel-size.js';
import { paperTable } from './paper-table.js';
import { robustness } from './robustness.js';
import { transfer } from './transfer.js';
import { warnings } from './warnings.js';
import { worstCases } from './worst-cases.js';

const BINS = 24;

export class CampaignSections {
  /**
   * @param {string} id of the campaign
   * @param {object} submitted its document as it was accepted
   */
  constructor(id, { networks, judges }) {
    const palette = new Palette([...networks, ...(judges ?? []).flat()].map(network => network.id));
    const spread = distributions(palette, metric => distribution(id, metric, BINS));
    const curves = robustness(palette);
    const figures = headline();
    const drawn = (name, ...parts) => ({
      parts,
      update: async () => {
        const rows = await view(id, name);
        parts.forEach(part => part.update(rows));
      },
    });
    this.figures = figures.element;
    /** Links to the sections that have something to show. */
    this.within = element('ul', { class: 'within' });
    this.sources = [
      drawn('warnings', warnings(id)),
      drawn('paper-table', paperTable(palette)),
      drawn('robustness-curve', curves, figures),
      drawn('transfer-matrix', transfer()),
      drawn('kernel-size-effect', kernelSize(palette)),
      { parts: [spread], update: () => spread.refresh() },
      drawn('worst-cases', worstCases(id)),
    ];
    this.sections = this.sources.map(({ parts: [section] }) => section);
    this.nothingYet = element(
      'div',
      { class: 'empty' },
      element('h2', {}, 'No job has succeeded yet'),
      element('p', {}, 'Tables and charts appear with the first results.'),
    );
  }

  /** All that is shown below the head, in order. */
  get elements() {
    return [this.nothingYet, ...this.sections.map(section => section.element)];
  }

  /** Reads all views again. */
  async refresh(succeeded) {
    this.nothingYet.hidden = succeeded > 0;
    if (succeeded === 0) return;
    await Promise.all(
      this.sources.map(async ({ parts: [section], update }) => {
        try {
          await update();
        } catch (failure) {
          section.complain(failure);
        }
      }),
    );
    this.link(this.sections.map(section => section.element));
  }

  /** Links to these sections, but for those that are hidden. */
  link(sections) {
    this.within.replaceChildren(
      ...[...sections]
        .filter(({ hidden }) => !hidden)
        .map(shown => element('li', {}, element('a', { href: `#${shown.id}` }, shown.querySelector('h2').textContent))),
    );
  }
}
