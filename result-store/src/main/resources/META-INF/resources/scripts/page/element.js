// Makes elements from data without ever parsing it as HTML: names of images and networks come from users.

/**
 * @param {string} tag
 * @param {object} attributes values; functions under `onclick` and the like become listeners; null and false leave out
 * @param children nodes, texts, numbers or lists of them; null and false leave out
 */
export function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for shapes of a drawing. */
export function shape(tag, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function fill(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return made;
}

/** A symbol of the method, set in italics: x, y, N and so on. */
export function symbol(text) {
  return element(
    'span',
    {},
    ...text.split(/([A-Za-zδε]+)/).map(part => (/^[A-Za-zδε]+$/.test(part) ? element('i', {}, part) : part)),
  );
}
