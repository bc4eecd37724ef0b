// Submits a document, with photographs that are uploaded first.
import { element } from '../page/element.js';
import { campaignAddress } from '../page/address.js';
import { counted } from '../page/number.js';
import { jobApi, post } from '../service/job-api.js';
import { Problem } from '../service/problem.js';
import { campaign, knownNetworks } from '../service/results.js';
import { maySubmit } from '../service/token.js';
import { draft, withPhotograph } from './photographs.js';

const TRIES = 20;
const PAUSE = 500;
const LINES = 14;
const PICTURE = /\.(png|jpe?g)$/i;

/** Null where this page's reader cannot submit. */
export function submission() {
  if (!jobApi || !maySubmit()) return null;
  const said = element('p', { class: 'said', role: 'status' });
  const check = element('button', { type: 'button', onclick: () => act(dryRun) }, 'Check');
  const submit = element('button', { type: 'button', class: 'primary', onclick: () => act(send) }, 'Submit');
  const files = element('input', {
    type: 'file',
    id: 'files',
    multiple: true,
    accept: '.yaml,.yml,.json,.png,.jpg,.jpeg',
    onchange: () => act(() => take([...files.files])),
  });
  const text = element('textarea', {
    id: 'document',
    class: 'document',
    rows: LINES,
    spellcheck: 'false',
    oninput: () => allow(true),
  });
  allow(true);

  function allow(may) {
    check.disabled = submit.disabled = !may || text.value.trim() === '';
    files.disabled = !may;
  }

  async function act(work) {
    allow(false);
    said.classList.remove('bad');
    try {
      await work();
    } catch (failure) {
      const { title, detail } = Problem.from(failure);
      said.textContent = detail ? `${title}: ${detail}` : title;
      said.classList.add('bad');
    }
    allow(true);
  }

  /** A document is shown; photographs are uploaded, and put into it. */
  async function take(given) {
    const document = given.find(({ name }) => !PICTURE.test(name));
    if (document) text.value = await document.text();
    const photographs = given.filter(({ name }) => PICTURE.test(name));
    for (const [at, photograph] of photographs.entries()) {
      said.textContent = `Uploading ${photograph.name}, ${at + 1} of ${photographs.length} …`;
      await upload(photograph);
    }
    said.textContent = photographs.length > 0 ? `${counted(photographs.length, 'photograph')} uploaded.` : '';
    files.value = '';
  }

  async function upload(photograph) {
    const type = /png$/i.test(photograph.name) ? 'image/png' : 'image/jpeg';
    const { sha256 } = await post('images', { body: photograph, type }).catch(failure => {
      const { status, title, detail } = Problem.from(failure);
      const remedy = './shakedown submit reads more formats, and makes pictures smaller (resize: 1024).';
      throw new Problem(status, `${photograph.name}: ${title}`, [detail, remedy].filter(Boolean).join(' '));
    });
    if (text.value.trim() === '') text.value = draft((await knownNetworks())[0]?.id ?? '');
    text.value = withPhotograph(text.value, photograph.name, sha256);
  }

  const sent = () => ({
    body: text.value,
    type: text.value.trimStart().startsWith('{') ? 'application/json' : 'application/yaml',
  });

  async function dryRun() {
    const { jobs, steps, warnings } = await post('campaigns?dryRun=true', sent());
    const words = [`Valid: ${counted(jobs, 'job')}, ${counted(steps, 'step')}`, ...warnings.map(({ message }) => message)];
    said.textContent = words.join('. ');
  }

  async function send() {
    const { id } = await post('campaigns', sent());
    said.textContent = 'Submitted.';
    for (let tries = 0; tries < TRIES && !(await isKnown(id)); tries++) {
      await new Promise(resolve => {
        setTimeout(resolve, PAUSE);
      });
    }
    location.href = campaignAddress(id);
  }

  const isKnown = id => campaign(id).then(
    () => true,
    () => false,
  );

  return element(
    'details',
    {
      class: 'submission',
      ondragover: event => event.preventDefault(),
      ondrop: event => {
        event.preventDefault();
        if (!files.disabled) act(() => take([...event.dataTransfer.files]));
      },
    },
    element('summary', {}, 'Submit a campaign'),
    element(
      'p',
      { class: 'note' },
      'Choose files, or drop them here: a document, photographs (PNG or JPEG) or both. A photograph takes the place of the ' +
        'file of its name in the document, or becomes another image. Without a document, one is written to begin with.',
    ),
    element(
      'div',
      { class: 'row' },
      element('label', { class: 'for-readers', for: 'files' }, 'Document and photographs'),
      files,
      check,
      submit,
    ),
    element('label', { class: 'field', for: 'document' }, 'The document', text),
    said,
  );
}
