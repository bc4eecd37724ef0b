// The campaigns that are shown, newest first: the pages that came so far, and what has changed since.

export class Listing {
  constructor() {
    this.campaigns = [];
    /** Where the next page starts; null if there is none. */
    this.next = null;
  }

  /** Takes the page after the last one. */
  append({ campaigns, next }) {
    this.campaigns.push(...campaigns);
    this.next = next;
  }

  /**
   * Takes the first page again, with new campaigns.
   *
   * @returns {boolean} whether the list starts again, so that a page that is being loaded no longer fits
   */
  renew({ campaigns, next }) {
    const ids = new Set(campaigns.map(({ id }) => id));
    const others = this.campaigns.filter(({ id }) => !ids.has(id));
    // More are new than a page holds: of those in between nothing is known.
    const isGap = others.length === this.campaigns.length;
    if (next === null || isGap) {
      this.campaigns = campaigns;
      this.next = next;
      return true;
    }
    this.campaigns = [...campaigns, ...others];
    return false;
  }

  /** Takes campaigns that it has, as they are now. */
  update(campaigns) {
    const changed = new Map(campaigns.map(campaign => [campaign.id, campaign]));
    this.campaigns = this.campaigns.map(campaign => changed.get(campaign.id) ?? campaign);
  }
}
