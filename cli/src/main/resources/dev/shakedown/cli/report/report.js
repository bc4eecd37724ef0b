const dialog = document.querySelector('dialog');
let row = [];
let at = 0;

function show(index) {
  at = (index + row.length) % row.length;
  const use = row[at].querySelector('use');
  const picture = dialog.querySelector('img');
  picture.src = document.querySelector(use.getAttribute('href')).getAttribute('href');
  picture.alt = row[at].querySelector('svg').getAttribute('aria-label');
  dialog.querySelector('p').innerHTML = row[at].querySelector('figcaption').innerHTML;
}

document.addEventListener('click', event => {
  if (dialog.open) { dialog.close(); return; }
  const picture = event.target.closest('.enlarge');
  if (!picture) return;
  event.preventDefault();
  row = [...picture.closest('.row').querySelectorAll('figure')];
  show(row.indexOf(picture.closest('figure')));
  dialog.showModal();
});

dialog.addEventListener('keydown', event => {
  const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (way) { event.preventDefault(); show(at + way); }
});
