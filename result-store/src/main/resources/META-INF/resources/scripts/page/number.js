// How numbers are written: digits, signs, units, and a dash for what has no value.

export const DASH = '–';
const MINUS = '−';

/** A number of the interface, where NaN and the infinities are texts; null where there is none. */
export function real(value) {
  return value === null || value === undefined ? null : Number(value);
}

/** Whether there is a number that can be drawn. */
export function isDrawable(value) {
  return value !== null && Number.isFinite(value);
}

/** Whether there is a number, an infinite one included. */
export function hasValue(given) {
  const value = real(given);
  return value !== null && !Number.isNaN(value);
}

export function decimal(given, digits) {
  const value = real(given);
  if (value === null || Number.isNaN(value)) return DASH;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', MINUS);
}

/** As many digits as the size of the number calls for: three that count. */
export function brief(given) {
  const value = real(given);
  if (!isDrawable(value)) return decimal(value, 0);
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e6)) return value.toExponential(2).replaceAll('-', MINUS);
  return decimal(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 || size === 0 ? 2 : 3);
}

/** As it was written: no trailing zeros. */
export function plain(given) {
  const value = real(given);
  return isDrawable(value) ? String(Number(value.toPrecision(7))).replace('-', MINUS) : decimal(value, 0);
}

/** Thousands apart: 1,000,000. */
export function count(value) {
  return Number(value).toLocaleString('en');
}

/** A number and what is counted: 1 job, 2 jobs. */
export function counted(value, one, many = `${one}s`) {
  return `${count(value)} ${Number(value) === 1 ? one : many}`;
}

/** A budget, which is given in 255ths. */
export function budget(value) {
  return `${plain(value)}/255`;
}

/** Bytes, in the unit that leaves at most three digits before the point. */
export function bytes(value) {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const at = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  return `${decimal(value / 1000 ** at, at === 0 || value / 1000 ** at >= 100 ? 0 : 1)} ${units[at]}`;
}
