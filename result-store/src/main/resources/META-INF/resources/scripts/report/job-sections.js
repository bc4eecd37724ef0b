// The jobs of a report with their pictures, the attack's progress and all numbers.
import { element, symbol } from '../page/element.js';
import { picture } from '../page/picture.js';
import { pictureFiles } from '../job/pictures.js';
import { numbers } from '../job/numbers.js';
import { remark, sentence, warnings } from '../job/summary.js';
import { trace } from '../job/trace.js';
import { evaluationsOf, recipes } from '../service/request.js';

const TRACE_HEIGHT = 190;

/** @param {object[]} jobs requests with results */
export function jobSections(jobs) {
  return element(
    'section',
    { id: 'pictures', 'aria-labelledby': 'pictures-heading' },
    element('h2', { id: 'pictures-heading' }, 'Pictures'),
    element(
      'p',
      { class: 'note' },
      symbol('δ'),
      ' is drawn as 0.5 + ',
      symbol('δ/(2ε)'),
      ': grey is no change, black and white are the budget or more. Pictures are reduced in size. Select one to enlarge it; ' +
        'the arrow keys then show the others of its job.',
    ),
    jobs.map(job),
  );
}

function job(record) {
  const { request, result } = record;
  const outcome = result?.outcome;
  const succeeded = outcome?.status === 'SUCCEEDED';
  return element(
    'article',
    { id: `job-${request.ordinal}`, class: 'reported' },
    element('h3', {}, element('small', {}, `job ${request.ordinal} `), request.source.name),
    sentence(request),
    warnings(record),
    judges(record),
    recipes(request).map(words => element('p', { class: 'note' }, words)),
    outcome && !succeeded && element('p', { class: 'broken' }, `Failed: ${outcome.message} (${outcome.code})`),
    element(
      'div',
      { class: 'row' },
      pictureFiles(record).map(file => figure(file, request, succeeded ? outcome.evaluation : {})),
    ),
    succeeded &&
      element(
        'div',
        { class: 'beside' },
        element('div', {}, trace(record, TRACE_HEIGHT)),
        element('div', {}, numbers(record)),
      ),
  );
}

/** Which networks judge, where that is not the one under attack alone. The pictures are the first one's. */
function judges(record) {
  const ids = evaluationsOf(record).map(({ judge, image }) => judge.id + (image ? ` on ${image}` : ''));
  if (ids.every(id => id === record.request.network.id)) return null;
  return element('p', { class: 'note' }, 'judged on ', element('b', {}, ids.join(', ')), `, pictures by ${ids[0]}`);
}

function figure({ key, symbol: name, words, path }, request, evaluation) {
  const shown = picture(path, `${request.source.name}: ${words}`);
  return (
    shown &&
    element(
      'figure',
      { class: key },
      element('button', { type: 'button', class: 'enlarge' }, shown),
      element(
        'figcaption',
        {},
        symbol(name),
        ' ',
        element('span', { class: 'words' }, words),
        remark(key, evaluation, request.budget),
      ),
    )
  );
}
