// What is compared: campaigns of this installation, and bundles of others. Both answer the same calls.
import { campaignAddress } from '../page/address.js';
import { copyable } from '../page/copyable.js';
import { downloadLink } from '../page/download.js';
import { element } from '../page/element.js';
import { count, counted } from '../page/number.js';
import { moment } from '../page/time.js';
import { progress, state } from '../campaign/progress.js';
import { sentence } from '../campaign/sentence.js';
import { askJson } from '../service/client.js';
import { Problem } from '../service/problem.js';
import { blobPath } from '../service/results.js';

const DIGITS = 12;
const NOT_THERE = [400, 404];

export class Source {
  /** @param {{kind: string, id: string}} address kind: campaign or bundle */
  constructor({ kind, id }) {
    this.kind = kind;
    this.id = id;
    this.path = `${kind}s/${encodeURIComponent(id)}`;
    this.name = id;
    this.head = element('div', {});
  }

  /** Reads what it is; the problem if there is no such source. Other problems are thrown. */
  async load() {
    try {
      [this.summary, this.document] = await Promise.all([askJson(this.path), askJson(`${this.path}/document`)]);
      this.name = this.summary.name;
      return null;
    } catch (failure) {
      if (failure instanceof Problem && NOT_THERE.includes(failure.status)) return failure;
      throw failure;
    }
  }

  async renew() {
    if (this.kind === 'campaign') this.summary = await askJson(this.path);
  }

  rows(view) {
    return askJson(`${this.path}/views/${view}`);
  }

  /** What wrote its numbers. */
  get software() {
    return this.kind === 'bundle' ? this.summary.software : 'this installation';
  }

  /** @param {string} name that tells it from the other sources */
  section(name) {
    return element(
      'section',
      { 'aria-label': name },
      element('h2', {}, this.kind === 'bundle' ? name : element('a', { href: campaignAddress(this.id) }, name)),
      sentence(this.document),
      this.head,
    );
  }

  showHead() {
    this.head.replaceChildren(...(this.kind === 'bundle' ? trust(this.summary) : [progressOf(this.summary)]));
  }
}

const progressOf = summary => element('div', {}, element('p', {}, state(summary, 0)), progress(summary, null));

/** Whose numbers these are, and how to check them. */
function trust({ id, name, campaign, jobs, failed, software, created, imported, signed, signer }) {
  const signature = signer ? ['signed by ', element('code', { title: signer }, signer.slice(0, DIGITS))] : [];
  const words = signed ? 'signed, signature not checked' : 'unsigned';
  const file = `${name.replaceAll(/[^\w.-]+/g, '-')}-${id.slice(0, DIGITS)}.zip`;
  return [
    element('p', {}, element('b', { class: 'flag' }, 'imported'), ', ', signer ? signature : words, ', not recomputed here'),
    element(
      'p',
      { class: 'note' },
      `${counted(jobs, 'job')}, ${count(failed)} failed; campaign ${campaign} where it ran; written by ${software} on ${moment(created)}, imported ` +
        `${moment(imported)}. Its means are computed here from its numbers. To check the numbers, recompute them:`,
    ),
    element('p', {}, downloadLink(blobPath(id), file, 'Download the bundle', 'The file as it was imported')),
    copyable(`./shakedown verify --bundle ${file}`, 'the command that recomputes the bundle'),
  ];
}
