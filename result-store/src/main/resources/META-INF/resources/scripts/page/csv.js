// Rows as comma-separated values (RFC 4180).

/** @param {object[]} rows where one has not the field of another, its cell is empty */
export function csv(rows) {
  const columns = [...new Set(rows.flatMap(row => Object.keys(row)))];
  const lines = [columns, ...rows.map(row => columns.map(column => row[column]))];
  return lines.map(cells => `${cells.map(cell).join(',')}\r\n`).join('');
}

function cell(value) {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
