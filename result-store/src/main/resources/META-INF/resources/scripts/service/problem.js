// What goes wrong when the service is asked: its problem documents, and what comes where there is none.

const UNREACHABLE = 0;

export class Problem extends Error {
  constructor(status, title, detail) {
    super(detail ? `${title}: ${detail}` : title);
    this.status = status;
    this.title = title;
    this.detail = detail ?? '';
  }

  /** The problem that an answer tells. */
  static async of(response) {
    const document = await response.json().catch(() => ({}));
    const title = document.title ?? `The service answers ${response.status} ${response.statusText}`.trim();
    return new Problem(response.status, title, document.detail);
  }

  /** Whatever was thrown, as a problem. */
  static from(failure) {
    if (failure instanceof Problem) return failure;
    console.error(failure);
    return new Problem(-1, 'This page cannot go on', String(failure?.message ?? failure));
  }

  static unreachable() {
    return new Problem(UNREACHABLE, 'The result-store does not answer', 'It may be starting, or the network is down.');
  }

  get needsToken() {
    return this.status === 401 || this.status === 403;
  }

  /** Whether it helps to wait. */
  get passes() {
    return this.status === UNREACHABLE || [429, 502, 503, 504].includes(this.status);
  }
}
