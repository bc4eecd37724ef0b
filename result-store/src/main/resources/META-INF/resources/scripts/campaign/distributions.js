// Distributions: how the jobs of each network and attack are spread over a number, budgets laid over each other.
import { element } from '../page/element.js';
import { budget, count, counted, decimal } from '../page/number.js';
import { dataTable, numbersBehind } from '../page/data-table.js';
import { histogram } from '../chart/histogram.js';
import { Section } from './section.js';

const CHOICES = [
  { value: 'damage', label: 'Damage', axis: 'PSNR lost against x, dB', digits: 1 },
  { value: 'attacked_to_sharp_psnr', label: 'PSNR', axis: 'PSNR of the attacked output against x, dB', digits: 1 },
  { value: 'attacked_to_sharp_ssim', label: 'SSIM', axis: 'SSIM of the attacked output against x', digits: 2 },
  {
    value: 'attacked_to_clean_psnr',
    label: 'Change',
    axis: 'PSNR of the attacked output against the clean one, dB',
    digits: 1,
  },
  {
    value: 'attacked_to_target_ncc',
    label: 'NCC to target',
    axis: 'NCC of the attacked output against the target',
    digits: 2,
  },
  { value: 'lipschitz', label: 'Lipschitz', axis: 'Lipschitz quotient', digits: 2 },
];

/**
 * @param {Palette} palette
 * @param {function(string): Promise<object>} ask for the distribution of a metric
 */
export function distributions(palette, ask) {
  let wanted = 'damage';
  const section = new Section(
    {
      id: 'distributions',
      heading: 'Distributions',
      note: [
        'Shares of the jobs by network and attack, stronger colours for larger budgets. All have the same axes.',
      ],
      table: ([found]) => bins(found),
    },
    ([found], controls) => {
      if (!found) return null;
      const metric = controls.offer('metric', 'Number', CHOICES, wanted);
      if (metric !== wanted) {
        wanted = metric;
        section.refresh().catch(failure => section.complain(failure));
      }
      return draw(found, palette);
    },
  );
  section.refresh = async () => {
    const asked = wanted;
    const found = await ask(asked);
    if (asked === wanted) section.update([found]);
  };
  return section;
}

/** A row for each bin of each group. */
function bins({ metric, low, high, groups }) {
  return groups.flatMap(({ jobs, leftOut, ...group }) =>
    jobs.map((many, at) => ({
      metric,
      ...group,
      from: low + ((high - low) * at) / jobs.length,
      to: low + ((high - low) * (at + 1)) / jobs.length,
      jobs: many,
    })),
  );
}

function draw(found, palette) {
  const choice = CHOICES.find(({ value }) => value === found.metric);
  if (found.groups.length === 0) return [element('p', { class: 'note' }, 'No job of this campaign has that number.')];
  const groups = found.groups.map(group => {
    const jobs = group.jobs.reduce((sum, number) => sum + number, 0);
    return { ...group, total: jobs, shares: group.jobs.map(number => (jobs ? number / jobs : 0) * 100) };
  });
  // Where all jobs have the same value there is one bin, without width.
  if (found.low === found.high) groups.forEach(group => Object.assign(group, { jobs: [group.total], shares: [100] }));
  const most = Math.max(...groups.flatMap(group => group.shares));
  const panels = Map.groupBy(groups, group => JSON.stringify([group.network, group.attack, group.norm]));
  return [
    element(
      'div',
      { class: 'multiples' },
      [...panels.values()].map(panel => multiple(panel, found, choice, most, palette)),
    ),
    numbersBehind('The same numbers as a table', () => table(found, groups, choice)),
  ];
}

function multiple(groups, found, choice, most, palette) {
  const { network, attack } = groups[0];
  const left = groups.reduce((sum, group) => sum + group.leftOut, 0);
  const total = groups.reduce((sum, group) => sum + group.total, 0);
  const coloured = groups.map((group, at) => ({
    ...group,
    colour: strength(palette.colour(network), at, groups.length),
  }));
  const chart = histogram(
    `${choice.axis}: ${network}, ${attack}`,
    { low: found.low, high: found.high, label: choice.axis },
    { most, label: '% of jobs' },
    coloured,
  );
  chart.prepend(
    element('h3', {}, network, ' ', element(
        'small',
        {},
        `${attack}, ${counted(total, 'job')}${left > 0 ? `, ${left} infinite or undefined left out` : ''}`,
      )),
    element(
      'ul',
      { class: 'legend' },
      coloured.map(group => element('li', {}, swatch(group.colour), `ε = ${budget(group.budget)}`)),
    ),
  );
  return chart;
}

function strength(colour, at, of) {
  return of === 1 ? colour : `color-mix(in oklab, ${colour} ${Math.round(45 + (55 * at) / (of - 1))}%, var(--line))`;
}

function swatch(colour) {
  const spot = element('span', { class: 'swatch' });
  spot.style.background = colour;
  return spot;
}

function table(found, groups, choice) {
  const width = (found.high - found.low) / (groups[0]?.jobs.length ?? 1);
  return dataTable(
    `${choice.axis}: jobs in each bin`,
    [
      { label: 'from', number: true },
      { label: 'to', number: true },
      ...groups.map(group => ({
        label: `${group.network}, ${group.attack}, ${budget(group.budget)}`,
        number: true,
      })),
    ],
    groups[0].jobs.map((_, at) => [
      decimal(found.low + at * width, choice.digits + 1),
      decimal(found.low + (at + 1) * width, choice.digits + 1),
      ...groups.map(group => count(group.jobs[at])),
    ]),
  );
}
