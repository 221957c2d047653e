import type { FleetWorker } from '@rbee/queen-rbee-sdk';
import { type Comb, type CombCell, cellAt } from './comb-cells.ts';
import { type CombPaint, type CombView, drawChosen, drawComb } from './comb-drawing.ts';
import { followPointers } from './comb-pointers.ts';
import { RAMP_STEPS, rampClass } from './gpu-bars.tsx';
import { PixelComb } from './pixel-comb.ts';

const WHOLE: CombView = { x: 0, y: 0, scale: 1 };
const MAX_SCALE = 12;

/** What a surface tells its component. */
export interface SurfaceListener {
  /** The pointer is on a worker, or beside all of them. */
  readonly point: (worker: FleetWorker | undefined) => void;
  readonly click: (worker: FleetWorker, isMouse: boolean) => void;
}

/** Draws a comb on a canvas, and moves and zooms what is seen of it, without a render of React. */
export class CombSurface {
  listener: SurfaceListener | undefined;
  #canvas: HTMLCanvasElement | null = null;
  #tip: HTMLElement | null = null;
  #comb: Comb | undefined;
  #chosen: CombCell | undefined;
  #view = WHOLE;
  #frame = 0;
  /** The colours of the theme, and by what they are known. */
  #paint: CombPaint | undefined;
  #theme = '';
  readonly #pixels = new PixelComb();

  /** Binds it to its elements; the returned function unbinds it. */
  attach(canvas: HTMLCanvasElement, tip: HTMLElement): () => void {
    this.#canvas = canvas;
    this.#tip = tip;
    const theme = window.matchMedia?.('(prefers-color-scheme: dark)');
    theme?.addEventListener('change', this.#repaint);
    const attributes = new MutationObserver(this.#repaint);
    attributes.observe(document.documentElement, { attributeFilter: ['data-rbee-theme'] });
    const leave = followPointers(canvas, {
      view: () => this.#view,
      move: (view) => this.#move(view),
      zoomAt: (factor, x, y) => this.#zoomAt(factor, x, y),
      point: (x, y) => this.#point(x, y),
      click: (worker, isMouse) => this.listener?.click(worker, isMouse),
    });
    this.#drawSoon();
    return () => {
      leave();
      theme?.removeEventListener('change', this.#repaint);
      attributes.disconnect();
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
    };
  }

  /** Draws a comb with the next frame. */
  show(comb: Comb, chosen: CombCell | undefined): void {
    this.#comb = comb;
    this.#chosen = chosen;
    this.#drawSoon();
  }

  /** Zooms at the middle. */
  zoom(factor: number): void {
    const { clientWidth = 0, clientHeight = 0 } = this.#canvas ?? {};
    this.#zoomAt(factor, clientWidth / 2, clientHeight / 2);
  }

  /** Shows the whole comb. */
  reset(): void {
    this.#move(WHOLE);
  }

  readonly #drawSoon = (): void => {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#draw());
  };

  readonly #repaint = (): void => {
    this.#paint = undefined;
    this.#drawSoon();
  };

  #draw(): void {
    this.#frame = 0;
    const context = this.#canvas?.getContext('2d');
    if (!this.#canvas || !context || !this.#comb) return;
    const ratio = window.devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width !== wide) this.#canvas.width = wide;
    if (this.#canvas.height !== high) this.#canvas.height = high;
    const paint = this.#paintNow(this.#canvas);
    const chosen = this.#chosen;
    const isDrawn = this.#pixels.draw(context, this.#comb, this.#view, paint, ratio);
    if (!isDrawn) drawComb(context, this.#comb, this.#view, paint, { width, height, ratio }, chosen);
    else if (chosen) drawChosen(context, chosen, this.#comb.grid.radius, paint);
    if (this.#chosen && this.#tip) placeTip(this.#tip, this.#chosen, this.#view, width);
  }

  /** Reading all colours makes the browser compute styles a dozen times, so it is done when one of them differs. */
  #paintNow(canvas: HTMLCanvasElement): CombPaint {
    const { color, outlineColor, caretColor } = getComputedStyle(canvas);
    const theme = [color, outlineColor, caretColor].join(' ');
    if (!this.#paint || this.#theme !== theme) this.#paint = paintOf(canvas);
    this.#theme = theme;
    return this.#paint;
  }

  #move(next: CombView): void {
    const scale = Math.min(MAX_SCALE, Math.max(1, next.scale));
    this.#view = scale === 1 ? WHOLE : { ...next, scale };
    this.#drawSoon();
  }

  #zoomAt(factor: number, x: number, y: number): void {
    const view = this.#view;
    const scale = Math.min(MAX_SCALE, Math.max(1, view.scale * factor));
    const grown = scale / view.scale;
    this.#move({ scale, x: x - (x - view.x) * grown, y: y - (y - view.y) * grown });
  }

  #point(x: number, y: number): FleetWorker | undefined {
    const { x: left, y: top, scale } = this.#view;
    const found = this.#comb && cellAt(this.#comb, (x - left) / scale, (y - top) / scale);
    this.listener?.point(found?.worker);
    return found?.worker;
  }
}

/** The colours of the theme at the canvas. */
function paintOf(element: HTMLElement): CombPaint {
  const style = getComputedStyle(element);
  const probe = element.ownerDocument.createElementNS('http://www.w3.org/2000/svg', 'rect');
  element.parentElement?.append(probe);
  const ramp = Array.from({ length: RAMP_STEPS }, (_, step) => {
    probe.setAttribute('class', rampClass(step / (RAMP_STEPS - 1)));
    return getComputedStyle(probe).fill || '#888';
  });
  probe.setAttribute('class', 'rbee-gpu-bar-track');
  const track = getComputedStyle(probe).fill || '#eee';
  probe.remove();
  return {
    ramp,
    track,
    hatch: style.color,
    ink: style.outlineColor || style.color,
    warning: style.caretColor,
  };
}

function placeTip(tip: HTMLElement, { x, y }: CombCell, view: CombView, width: number): void {
  const left = Math.min(Math.max(0, x * view.scale + view.x), Math.max(0, width - tip.offsetWidth - 8));
  tip.style.translate = `${Math.round(left)}px ${Math.round(y * view.scale + view.y + 14)}px`;
}
