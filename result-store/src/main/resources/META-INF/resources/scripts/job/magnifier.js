// All pictures of a job under one magnifier: they zoom and move together, and each tells its values at the same pixel.
import { element, symbol } from '../page/element.js';
import { decimal, plain } from '../page/number.js';
import { LARGEST, Lens } from './lens.js';

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
      type: 'range', min: 0, max: Math.log2(LARGEST), step: 0.25, value: 0, 'aria-label': 'Zoom',
      oninput: () => this.change(() => this.lens.zoomTo(2 ** this.range.value)),
    });
    this.grid = element('div', {
      class: 'pictures', tabindex: 0, role: 'group',
      'aria-label': 'Pictures. Plus and minus zoom, 0 shows all, arrow keys move the pixel that is read.',
      onkeydown: event => this.pressed(event), onpointermove: event => this.moved(event),
      onpointerdown: event => this.held(event), onpointerup: () => { this.dragged = null; },
      onpointercancel: () => { this.dragged = null; }, onpointerleave: () => { this.dragged = null; },
    }, this.views.map(view => view.element));
    // Passive listeners could not keep the page from scrolling.
    this.grid.addEventListener('wheel', event => this.wheeled(event), { passive: false });
    this.element = element('div', {}, this.toolbar(), this.grid);
    this.show();
  }

  toolbar() {
    const button = (text, name, work) => element('button', { type: 'button', 'aria-label': name, onclick: () => this.change(work) }, text);
    return element('div', { class: 'magnifier' },
      element('div', { class: 'zoom' },
        button('−', 'Zoom out', () => this.lens.zoomTo(this.lens.zoom / 2)), this.range,
        button('+', 'Zoom in', () => this.lens.zoomTo(this.lens.zoom * 2)), this.strength),
      this.pixel, this.spoken);
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
    this.pixel.textContent = pixel ? `pixel x = ${pixel[0]}, y = ${pixel[1]}; red, green, blue in each picture`
      : 'Point at a pixel to read it. Select a picture, then turn the wheel or press + and −.';
    this.views.forEach(view => view.show(this.lens));
  }

  /** Where in the picture the pointer is; null beside the pictures. */
  place(event) {
    const box = event.target.closest('.view')?.getBoundingClientRect();
    return box ? this.lens.placeOf((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height) : null;
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
    this.spoken.textContent = this.lens.pixel
      ? `${this.strength.textContent}, pixel ${this.lens.pixel.join(', ')}: ${this.views.map(view => view.inWords).filter(Boolean).join('; ')}`
      : this.strength.textContent;
  }
}

/** One picture under the magnifier. */
class View {
  constructor(picture, remarks, size) {
    this.picture = picture;
    this.at = element('span', { class: 'at', hidden: true });
    this.frame = element('div', { class: 'view' }, this.at);
    this.frame.style.aspectRatio = `${size.width} / ${size.height}`;
    this.reading = element('small', { class: 'reading' });
    this.inWords = '';
    this.element = element('figure', { class: picture.key }, this.frame, element('figcaption', {},
      symbol(picture.symbol), ' ', element('span', { class: 'words' }, picture.words), remarks, this.reading));
    this.load();
  }

  async load() {
    try {
      this.raster = await this.picture.load();
    } catch (failure) {
      this.frame.prepend(element('p', {}, `Cannot be shown: ${failure.message}`));
      return;
    }
    this.raster.canvas.setAttribute('role', 'img');
    this.raster.canvas.setAttribute('aria-label', `${this.picture.symbol}: ${this.picture.words}`);
    this.frame.prepend(this.raster.canvas);
    if (this.lens) this.show(this.lens);
  }

  show(lens) {
    this.lens = lens;
    if (!this.raster) return;
    const across = lens.left / lens.width * lens.zoom * 100;
    const down = lens.top / lens.height * lens.zoom * 100;
    this.raster.canvas.style.transform = `translate(${-across}%, ${-down}%) scale(${lens.zoom})`;
    this.at.hidden = lens.pixel === null;
    if (lens.pixel) this.read(lens);
  }

  read(lens) {
    const [x, y] = lens.pixel;
    const share = (value, side) => `${value / side * lens.zoom * 100}%`;
    Object.assign(this.at.style, {
      left: share(x - lens.left, lens.width), top: share(y - lens.top, lens.height),
      width: share(1, lens.width), height: share(1, lens.height),
    });
    const values = this.raster.read(x, y);
    const signed = this.raster.unit === '/255';
    const texts = values.map(value => (signed ? `${value > 0 ? '+' : ''}${decimal(value, 2)}` : String(value)));
    const swatch = element('span', { class: 'swatch' });
    swatch.style.background = `rgb(${(signed ? values.map(value => 128 + value * 127 / Math.max(...values.map(Math.abs), 1e-9)) : values).join(' ')})`;
    this.inWords = `${this.picture.words} ${texts.join(' ')} ${this.raster.unit}`;
    this.reading.replaceChildren(swatch, `${texts.join('  ')} ${signed ? this.raster.unit : ''}`);
  }
}
