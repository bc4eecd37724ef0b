// A picture that is selected fills the screen; the arrow keys go on to the others of its row.
import { element } from '../page/element.js';

export function enlargeOnClick(place) {
  const image = element('img', {});
  const words = element('p', {});
  const dialog = element('dialog', { 'aria-label': 'Enlarged picture', onclick: () => dialog.close() }, image, words);
  let figures = [];
  let at = 0;

  function show(index) {
    at = (index + figures.length) % figures.length;
    const shown = figures[at].querySelector('img');
    image.src = shown.src;
    image.alt = shown.alt;
    words.textContent = figures[at].querySelector('figcaption').textContent;
  }

  dialog.addEventListener('keydown', event => {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    show(at + way);
  });
  place.addEventListener('click', event => {
    const figure = event.target.closest('.enlarge')?.closest('figure');
    if (!figure) return;
    figures = [...figure.parentElement.children];
    show(figures.indexOf(figure));
    dialog.showModal();
  });
  place.append(dialog);
}
