// The parts of a campaign's page that draw its results, and what brings them up to date.
import { downloadLink } from '../page/download.js';
import { element } from '../page/element.js';
import { inside } from '../service/inside.js';
import { distribution, downloadPath, view } from '../service/results.js';
import { Palette } from '../chart/palette.js';
import { judged } from './caveats.js';
import { distributions } from './distributions.js';
import { failures, warnings } from './counted-jobs.js';
import { furtherMetrics } from './further-metrics.js';
import { headline } from './headline.js';
import { bounded } from './intervals.js';
import { kernelSize } from './kernel-size.js';
import { networkFiles } from './networks.js';
import { paperTable } from './paper-table.js';
import { isFinished } from './progress.js';
import { publishedFigures } from './published.js';
import { robustness, steps } from './robustness.js';
import { success } from './success.js';
import { transfer } from './transfer.js';
import { verdicts } from './verdicts.js';
import { worstCases } from './worst-cases.js';

const BINS = 24;

/** A report is one file: it has no service to make LaTeX of a table. */
const tex = id =>
  inside
    ? []
    : [
        downloadLink(
          downloadPath(id, 'views/paper-table.tex'),
          `paper-table-${id}.tex`,
          'LaTeX',
          'A tabular for \\input; needs the packages booktabs and multirow',
        ),
      ];

export class CampaignSections {
  /**
   * @param {string} id of the campaign
   * @param {object} submitted its document as it was accepted
   */
  constructor(id, { campaign, networks, judges }) {
    this.id = id;
    const palette = new Palette([...networks, ...(judges ?? []).flat()].map(network => network.id));
    const spread = distributions(palette, metric => distribution(id, metric, BINS));
    const curves = robustness(palette);
    const figures = headline();
    const published = publishedFigures(campaign.published ?? []);
    const trusted = verdicts();
    const drawn = (name, ...parts) => ({
      parts,
      update: async trust => {
        const rows = judged(await view(id, name), await trust.catch(() => []));
        parts.forEach(part => part.update(rows));
      },
    });
    // Intervals take longer than means: these are shown first, with the intervals that were known before.
    const withIntervals = (name, ...parts) => ({
      parts,
      update: async (trust, intervals) => {
        const rows = judged(await view(id, name), await trust.catch(() => []));
        const show = () => parts.forEach(part => part.update(bounded(rows, this.intervals)));
        show();
        this.intervals = await intervals.catch(() => []);
        show();
      },
    });
    this.intervals = [];
    this.figures = figures.element;
    /** Links to the sections that have something to show. */
    this.within = element('ul', { class: 'within' });
    this.sources = [
      drawn('failures', failures(id)),
      drawn('warnings', warnings(id)),
      { parts: [trusted], update: async trust => trusted.update(await trust) },
      withIntervals('paper-table', paperTable(palette, tex(id)), published),
      withIntervals('robustness-curve', curves, figures),
      drawn('step-curve', steps(palette)),
      drawn('further-metrics', furtherMetrics()),
      drawn('success-curve', success(palette)),
      withIntervals('transfer-matrix', transfer()),
      drawn('kernel-size-effect', kernelSize(palette)),
      { parts: [spread], update: () => spread.refresh() },
      drawn('worst-cases', worstCases(id)),
      drawn('networks', networkFiles()),
    ];
    this.sections = this.sources.map(({ parts: [section] }) => section);
    this.sections.splice(this.sections.findIndex(({ element }) => element.id === 'table') + 1, 0, published);
    this.nothingYet = element('div', { class: 'empty' });
  }

  /** All that is shown below the head, in order. */
  get elements() {
    return [this.nothingYet, ...this.sections.map(section => section.element)];
  }

  /** Says that nothing has succeeded, and promises results only where jobs are still to run. */
  expect(summary) {
    const isOver = isFinished(summary) || summary.state === 'CANCELLED';
    this.nothingYet.hidden = summary.succeeded > 0;
    this.nothingYet.replaceChildren(
      element('h2', {}, isOver ? 'No job has succeeded' : 'No job has succeeded yet'),
      isOver ? '' : element('p', {}, 'Tables and charts appear with the first results.'),
    );
  }

  /** Reads all views again. */
  async refresh(summary) {
    const { succeeded, failed } = summary;
    this.expect(summary);
    const trust = succeeded > 0 ? view(this.id, 'trust') : Promise.resolve([]);
    const intervals = succeeded > 1 ? view(this.id, 'mean-intervals') : Promise.resolve([]);
    // Reported by none where no part waits for it.
    intervals.catch(() => []);
    const [ofFailures, ...ofSuccesses] = this.sources;
    const shown = [...(failed > 0 ? [ofFailures] : []), ...(succeeded > 0 ? ofSuccesses : [])];
    await Promise.all(
      shown.map(async ({ parts: [section], update }) => {
        try {
          await update(trust, intervals);
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
