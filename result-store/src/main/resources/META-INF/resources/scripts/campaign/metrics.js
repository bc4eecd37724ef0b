// The numbers that views have columns for: what they are called, their units and digits.
import { budget, isDrawable, real } from '../page/number.js';

const PSNR = { label: 'PSNR', axis: 'PSNR of the output against x, dB', digits: 2 };
const SSIM = { label: 'SSIM', axis: 'SSIM of the output against x', digits: 3 };
const TARGET = { label: 'NCC to target', axis: 'NCC of the output against the target', digits: 3 };
const CHANGE = { label: 'Change', axis: 'PSNR of the attacked output against the clean one, dB', digits: 2 };
const LIPSCHITZ = { label: 'Lipschitz', axis: 'Lipschitz quotient ‖N(y+δ) − N(y)‖ / ‖δ‖', digits: 2, zero: true };

/** Column of the attacked output, of the clean one where there is one, and of the deviation. */
export const METRICS = [
  {
    ...PSNR,
    column: 'attacked_to_sharp_psnr',
    clean: 'clean_to_sharp_psnr',
    deviation: 'attacked_to_sharp_psnr_deviation',
  },
  { ...SSIM, column: 'attacked_to_sharp_ssim', clean: 'clean_to_sharp_ssim' },
  { ...TARGET, column: 'attacked_to_target_ncc', clean: 'clean_to_target_ncc' },
  { ...CHANGE, column: 'attacked_to_clean_psnr' },
  { ...LIPSCHITZ, column: 'lipschitz' },
];

/** Those for which any of the rows has a number. */
export function metricsIn(rows) {
  return METRICS.filter(metric => rows.some(row => isDrawable(real(row[metric.column]))));
}

export const asOptions = metrics => metrics.map(metric => ({ value: metric.column, label: metric.label }));
export const metricOf = column => METRICS.find(metric => metric.column === column);

export const NORMS = { linf: 'max norm', l2: 'root mean square' };

/** A budget and its norm, where that is not the usual one. */
export const bound = (value, norm) => `${budget(value)}${norm === 'l2' ? ' rms' : ''}`;
