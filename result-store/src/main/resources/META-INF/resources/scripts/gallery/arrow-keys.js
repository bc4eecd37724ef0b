// Arrow keys go from card to card as they stand on the screen; Enter opens the job.

export function followArrowKeys(list) {
  list.addEventListener('keydown', event => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const here = event.target.closest('li');
    if (!way || !here || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = way[0] ? inReadingOrder(here, way[0]) : inColumn(here, way[1]);
    if (!next) return;
    event.preventDefault();
    const target = next.querySelector('.pair') ?? next.querySelector('a');
    target.focus();
    target.scrollIntoView({ block: 'nearest' });
  });
}

const inReadingOrder = (here, way) => (way > 0 ? here.nextElementSibling : here.previousElementSibling);

function inColumn(here, way) {
  const from = here.getBoundingClientRect();
  for (let other = inReadingOrder(here, way); other; other = inReadingOrder(other, way)) {
    if (Math.abs(other.getBoundingClientRect().left - from.left) < 4) return other;
  }
  return null;
}
