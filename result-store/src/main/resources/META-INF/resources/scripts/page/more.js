// The end of a list that comes a page at a time: how much there is, and a button for more, which also loads when
// the reader gets there.
import { element } from './element.js';

export class More {
  /**
   * @param {string} text of the button
   * @param {function()} load asks for the next page
   */
  constructor(text, load) {
    this.told = element('p', { role: 'status' });
    this.button = element('button', { type: 'button', hidden: true, onclick: load }, text);
    this.element = element('div', { class: 'more' }, this.told, this.button);
    this.observer = new IntersectionObserver(
      entries => {
        if (entries.some(entry => entry.isIntersecting) && !this.button.hidden && !this.button.disabled) load();
      },
      { rootMargin: '600px' },
    );
  }

  /** A page is being loaded. */
  asking(words) {
    this.button.disabled = true;
    this.told.textContent = words;
  }

  /** The page is there. */
  answered(words, isMore) {
    // Not where it says so already: who listens to the page would hear it again.
    if (this.told.textContent !== words) this.told.textContent = words;
    this.button.hidden = !isMore;
    this.button.disabled = false;
    // Observed again: an element that stays in sight is reported once only.
    this.observer.unobserve(this.element);
    this.observer.observe(this.element);
  }
}
