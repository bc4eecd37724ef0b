// How fast jobs end, from the counts of the last polls.

const WINDOW = 30_000;

export class Pace {
  constructor() {
    this.samples = [];
  }

  /**
   * Notes how many jobs have ended by now.
   *
   * @param {number} ended whole jobs
   * @param {number} underWay what running ones amount to, so that a rate is known before the first has ended
   */
  note(ended, underWay = 0, now = performance.now()) {
    const last = this.samples.at(-1);
    // Fewer than before: failures are retried, and earlier samples are useless.
    if (last && ended < last.ended) this.samples = [];
    // A job that has just ended may not be counted yet.
    const done = Math.max(ended + underWay, this.samples.at(-1)?.done ?? 0);
    this.samples.push({ ended, done, now });
    while (this.samples.length > 2 && now - this.samples[0].now > WINDOW) this.samples.shift();
  }

  /** Jobs a second; null while it is not known. */
  get rate() {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || last.now - first.now < 1500) return null;
    return ((last.done - first.done) / (last.now - first.now)) * 1000;
  }
}
