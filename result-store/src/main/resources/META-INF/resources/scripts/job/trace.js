// The objective on its way through the steps.
import { element } from '../page/element.js';
import { brief, isDrawable, real } from '../page/number.js';
import { dataTable, numbersBehind } from '../page/data-table.js';
import { lineChart } from '../chart/line-chart.js';

const NORMS = {
  l2: difference => `‖${difference}‖₂`,
  mse: difference => `mean of (${difference})²`,
  l1: difference => `‖${difference}‖₁`,
};
const AIMS = {
  untargeted: 'N(y+δ) − N(y)',
  'ground-truth': 'N(y+δ) − x',
  'minimum-budget': 'N(y+δ) − x',
  targeted: 'N(y+δ) − target',
  localised: 'N(y+δ) − target',
};

export function trace({ request: { attack }, result: { outcome } }, height = 300) {
  const measure = attack.distance?.measure ?? 'l2';
  const distance = NORMS[measure]?.(AIMS[attack.objective.type]) ?? 'objective';
  const weights = [attack.distance?.mask && 'the mask', attack.distance?.weighting && 'similarity'].filter(Boolean);
  const what = weights.length > 0 ? `${distance}, weighted by ${weights.join(' and ')}` : distance;
  const rising = !['targeted', 'localised'].includes(attack.objective.type);
  const points = outcome.trace.map(({ step, objective }) => ({
    x: step,
    y: real(objective),
    title: `step ${step}: ${brief(objective)}`,
  }));
  const { initialObjective, finalObjective, countedStep } = outcome.evaluation;
  const counts = countedStep === 0 ? '' : `; what counts is step ${countedStep}`;
  const chart = lineChart(
    `${what} at each noted step`,
    { label: 'step' },
    { label: what, zero: true },
    [{ name: what, colour: 'var(--accent)', points: points.filter(point => isDrawable(point.y)) }],
    { height, legend: false },
  );
  chart.classList.add('plot');
  return [
    element(
      'p',
      { class: 'note' },
      `The attack ${rising ? 'raises' : 'lowers'} it from ${brief(initialObjective)} to ${brief(finalObjective)}${counts}.`,
    ),
    points.length > 1 && chart,
    numbersBehind('The same numbers as a table', () =>
      dataTable(
        'Objective',
        [
          { label: 'step', number: true },
          { label: what, number: true },
        ],
        outcome.trace.map(({ step, objective }) => [String(step), brief(objective)]),
      ),
    ),
  ];
}
