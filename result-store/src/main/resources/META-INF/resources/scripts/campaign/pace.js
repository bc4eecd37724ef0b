// How fast jobs end, from the counts of the last polls.

const WINDOW = 30_000;

export class Pace {
  constructor() {
    this.samples = [];
  }

  /** Notes how many jobs have ended by now. */
  note(ended, now = performance.now()) {
    // Fewer than before: failures are retried, and earlier samples are useless.
    if (this.samples.length > 0 && ended < this.samples.at(-1).ended) this.samples = [];
    this.samples.push({ ended, now });
    while (this.samples.length > 2 && now - this.samples[0].now > WINDOW) this.samples.shift();
  }

  /** Jobs a second; null while it is not known. */
  get rate() {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || last.now - first.now < 1500) return null;
    return ((last.ended - first.ended) / (last.now - first.now)) * 1000;
  }
}
