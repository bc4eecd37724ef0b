// All pictures of a job under one magnifier: they zoom and move together, and each tells its values at the same pixel.
import { element } from '../page/element.js';
import { plain } from '../page/number.js';
import { LARGEST, Lens } from './lens.js';
import { View } from './view.js';

const WHEEL = 1.18;

export class Magnifier {
  /**
   * @param {Picture[]} pictures
   * @param {function(string): Node[]} remarks what is said below a picture, by its key
   */
  constructor(pictures, remarks, size) {
    this.lens = new Lens(size.width, size.height);
    this.views = pictures.map(picture => new View(picture, remarks(picture.key), size));
    this.pixel = element('span', { class: 'pixel' });
    this.spoken = element('span', { class: 'for-readers', role: 'status' });
    this.strength = element('output', {}, '1×');
    this.range = element('input', {
      type: 'range',
      min: 0,
      max: Math.log2(LARGEST),
      step: 0.25,
      value: 0,
      'aria-label': 'Zoom',
      oninput: () => this.change(() => this.lens.zoomTo(2 ** this.range.value)),
    });
    this.grid = element(
      'div',
      {
        class: 'pictures',
        tabindex: 0,
        role: 'group',
        'aria-label': 'Pictures. Plus and minus zoom, 0 shows all, arrow keys move the pixel that is read.',
        onkeydown: event => this.pressed(event),
        onpointermove: event => this.moved(event),
        onpointerdown: event => this.held(event),
        onpointerup: () => {
          this.dragged = null;
        },
        onpointercancel: () => {
          this.dragged = null;
        },
        onpointerleave: () => {
          this.dragged = null;
        },
      },
      this.views.map(view => view.element),
    );
    // Passive listeners could not keep the page from scrolling.
    this.grid.addEventListener('wheel', event => this.wheeled(event), { passive: false });
    this.element = element('div', {}, this.toolbar(), this.grid);
    this.show();
  }

  toolbar() {
    const button = (text, name, work) =>
      element('button', { type: 'button', 'aria-label': name, onclick: () => this.change(work) }, text);
    return element(
      'div',
      { class: 'magnifier' },
      element(
        'div',
        { class: 'zoom' },
        button('−', 'Zoom out', () => this.lens.zoomTo(this.lens.zoom / 2)),
        this.range,
        button('+', 'Zoom in', () => this.lens.zoomTo(this.lens.zoom * 2)),
        this.strength,
      ),
      this.pixel,
      this.spoken,
    );
  }

  change(work) {
    work();
    this.show();
  }

  show() {
    const { zoom, pixel } = this.lens;
    this.grid.classList.toggle('zoomed', zoom > 1);
    this.strength.textContent = `${plain(Number(zoom.toFixed(1)))}×`;
    this.range.value = Math.log2(zoom);
    this.pixel.textContent = pixel
      ? `pixel x = ${pixel[0]}, y = ${pixel[1]}; red, green, blue in each picture`
      : 'Point at a pixel to read it. Select a picture, then turn the wheel or press + and −.';
    this.views.forEach(view => view.show(this.lens));
  }

  /** Where in the picture the pointer is; null beside the pictures. */
  place(event) {
    const box = event.target.closest('.view')?.getBoundingClientRect();
    return box
      ? this.lens.placeOf((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height)
      : null;
  }

  moved(event) {
    const place = this.place(event);
    if (!place) return;
    if (this.dragged && this.lens.zoom > 1) this.lens.moveBy(this.dragged[0] - place[0], this.dragged[1] - place[1]);
    else if (event.pointerType === 'mouse') this.lens.point(...place);
    this.show();
  }

  held(event) {
    const place = this.place(event);
    if (!place) return;
    this.dragged = place;
    this.lens.point(...place);
    this.show();
  }

  wheeled(event) {
    const place = this.place(event);
    // Who only scrolls past is not stopped: the pictures take the wheel once they were selected.
    if (!place || !(event.ctrlKey || this.grid.matches(':focus-within'))) return;
    event.preventDefault();
    this.change(() => this.lens.zoomTo(this.lens.zoom * (event.deltaY < 0 ? WHEEL : 1 / WHEEL), place));
  }

  pressed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const zoom = { '+': 2, '=': 2, '-': 0.5, 0: 0 }[event.key];
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (zoom === undefined && !way) return;
    event.preventDefault();
    event.stopPropagation();
    if (way) {
      const far = event.shiftKey ? 10 : 1;
      const [x, y] = this.lens.middle;
      this.lens.point(x + way[0] * far, y + way[1] * far, { follow: true });
    } else this.lens.zoomTo(zoom === 0 ? 1 : this.lens.zoom * zoom);
    this.show();
    this.spoken.textContent = this.inWords;
  }

  /** What readers of the screen hear after a key. */
  get inWords() {
    const zoom = this.strength.textContent;
    if (!this.lens.pixel) return zoom;
    const values = this.views.map(view => view.inWords).filter(Boolean);
    return `${zoom}, pixel ${this.lens.pixel.join(', ')}: ${values.join('; ')}`;
  }
}
