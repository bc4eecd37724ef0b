// Puts uploaded photographs into the text of a campaign document, YAML or JSON. The text stays as its writer left it.

/** A document to begin with. */
export const draft = network => `schema: 1
name: photographs
images:
blurs:
  - kernel: {type: linear-motion, size: 9, length: 9, angle: 0}
networks: [${network}]
attacks:
  - {type: untargeted}
budgets: [1, 2, 4, 8]
`;

const isJson = text => text.trimStart().startsWith('{');

/**
 * The text with a photograph in it: in place of every `file` that ends with its name, or else as the first image.
 *
 * @param {string} text of the document
 * @param {string} fileName of the photograph
 * @param {string} sha256 that job-api knows it by
 */
export function withPhotograph(text, fileName, sha256) {
  const named = entry(fileName, sha256, isJson(text));
  const name = fileName.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const path = `(["']?)(?:[^"',{}\\n]*/)?${name}\\2(?=\\s*[,}\\n]|\\s*$)`;
  const alone = new RegExp(`\\{\\s*(["']?)file\\1\\s*:\\s*${path}\\s*\\}`, 'g');
  const among = new RegExp(`(?<!\\w)(["']?)file\\1\\s*:\\s*${path}`, 'gm');
  if (among.test(text)) return text.replace(alone, () => named).replace(among, (_, quote) => `${quote}sha256${quote}: "${sha256}"`);
  return isJson(text) ? intoJson(text, named) : intoYaml(text, named);
}

/** An entry of `images`, which is valid in both languages. */
function entry(fileName, sha256, json) {
  const fields = { name: fileName.replace(/\.[^.]*$/, '').trim() || fileName, sha256 };
  return json ? JSON.stringify(fields) : `{name: ${JSON.stringify(fields.name)}, sha256: ${JSON.stringify(sha256)}}`;
}

function intoJson(text, named) {
  const document = JSON.parse(text);
  document.images = [JSON.parse(named), ...(document.images ?? [])];
  return JSON.stringify(document, null, 2);
}

function intoYaml(text, named) {
  const flow = /^images:[ \t]*\[[ \t]*(\]?)/m;
  if (flow.test(text)) return text.replace(flow, (_, end) => `images: [${named}${end || ', '}`);
  const block = /^images:[^\n]*(?:\n|$)(?:[ \t]*(?:#[^\n]*)?\n)*/m;
  if (!block.test(text)) return `${text.replace(/\n*$/, '\n')}images:\n  - ${named}\n`;
  const after = text.slice(text.search(block)).replace(block, '');
  const indent = /^[ ]*(?=- )/.exec(after)?.[0] ?? '  ';
  return text.replace(block, found => `${found.replace(/\n*$/, '\n')}${indent}- ${named}\n`);
}
