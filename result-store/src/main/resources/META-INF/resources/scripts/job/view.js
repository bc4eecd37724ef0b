// One picture under the magnifier: the part of it that is looked at, and the values of the pixel that is pointed at.
import { notShown } from './pictures.js';
import { element, symbol } from '../page/element.js';
import { decimal } from '../page/number.js';

export class View {
  constructor(picture, remarks, size) {
    this.picture = picture;
    this.at = element('span', { class: 'at', hidden: true });
    this.frame = element('div', { class: 'view' }, this.at);
    this.frame.style.aspectRatio = `${size.width} / ${size.height}`;
    this.reading = element('small', { class: 'reading' });
    this.inWords = '';
    this.element = element(
      'figure',
      { class: picture.key },
      this.frame,
      element(
        'figcaption',
        {},
        symbol(picture.symbol),
        ' ',
        element('span', { class: 'words' }, picture.words),
        remarks,
        this.reading,
      ),
    );
    this.load();
  }

  async load() {
    try {
      this.raster = await this.picture.load();
    } catch (failure) {
      this.frame.prepend(element('p', {}, notShown(failure)));
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
    const across = (lens.left / lens.width) * lens.zoom * 100;
    const down = (lens.top / lens.height) * lens.zoom * 100;
    this.raster.canvas.style.transform = `translate(${-across}%, ${-down}%) scale(${lens.zoom})`;
    this.at.hidden = lens.pixel === null;
    if (lens.pixel) this.read(lens);
  }

  read(lens) {
    const [x, y] = lens.pixel;
    const share = (value, side) => `${(value / side) * lens.zoom * 100}%`;
    Object.assign(this.at.style, {
      left: share(x - lens.left, lens.width),
      top: share(y - lens.top, lens.height),
      width: share(1, lens.width),
      height: share(1, lens.height),
    });
    this.tell(this.raster.read(x, y), this.raster.unit);
  }

  tell(values, unit) {
    // Values of the perturbation have a sign, and are shown around mid-grey as in its picture.
    const signed = unit === '/255';
    const largest = Math.max(...values.map(Math.abs), 1e-9);
    const texts = values.map(value => (signed ? `${value > 0 ? '+' : ''}${decimal(value, 2)}` : String(value)));
    const shown = values.map(value => (signed ? 128 + (value / largest) * 127 : value));
    const swatch = element('span', { class: 'swatch' });
    swatch.style.background = `rgb(${shown.join(' ')})`;
    this.inWords = `${this.picture.words} ${texts.join(' ')} ${unit}`;
    this.reading.replaceChildren(swatch, `${texts.join('  ')} ${signed ? unit : ''}`);
  }
}
