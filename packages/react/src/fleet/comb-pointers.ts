import type { FleetWorker } from '@rbee/queen-rbee-sdk';
import type { CombView } from './comb-drawing.ts';

/** A pointer that moved less than this between pressing and releasing has clicked, pixels. */
const CLICK_PX = 4;

/** What pointers do with a comb. */
export interface PointerActions {
  readonly view: () => CombView;
  readonly move: (view: CombView) => void;
  readonly zoomAt: (factor: number, x: number, y: number) => void;
  readonly point: (x: number, y: number) => FleetWorker | undefined;
  readonly click: (worker: FleetWorker, isMouse: boolean) => void;
}

/** Pointing, dragging with one pointer, pinching with two, and the wheel with Ctrl or Meta. The returned function ends it. */
export function followPointers(element: HTMLElement, actions: PointerActions): () => void {
  const down = new Map<number, { x: number; y: number }>();
  let moved = 0;
  const leave = new AbortController();
  const on = <K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (event: HTMLElementEventMap[K]) => void,
  ): void => element.addEventListener(type, listener, { signal: leave.signal, passive: false });

  on('pointerdown', (event) => {
    down.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    moved = 0;
    element.setPointerCapture?.(event.pointerId);
  });
  on('pointermove', (event) => {
    const before = down.get(event.pointerId);
    if (!before) {
      actions.point(event.offsetX, event.offsetY);
      return;
    }
    const [dx, dy] = [event.offsetX - before.x, event.offsetY - before.y];
    moved += Math.abs(dx) + Math.abs(dy);
    const other = [...down].find(([pointer]) => pointer !== event.pointerId)?.[1];
    if (other) {
      const was = Math.hypot(before.x - other.x, before.y - other.y);
      const is = Math.hypot(event.offsetX - other.x, event.offsetY - other.y);
      if (was > 0) actions.zoomAt(is / was, (event.offsetX + other.x) / 2, (event.offsetY + other.y) / 2);
    } else {
      const { x, y, scale } = actions.view();
      actions.move({ x: x + dx, y: y + dy, scale });
    }
    down.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
  });
  on('pointerup', (event) => {
    down.delete(event.pointerId);
    const worker = moved < CLICK_PX ? actions.point(event.offsetX, event.offsetY) : undefined;
    if (worker) actions.click(worker, event.pointerType === 'mouse');
  });
  on('pointercancel', ({ pointerId }) => down.delete(pointerId));
  on('pointerleave', () => down.size === 0 && actions.point(-1, -1));
  on('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey && actions.view().scale === 1) return;
    event.preventDefault();
    actions.zoomAt(Math.exp(-event.deltaY / 300), event.offsetX, event.offsetY);
  });
  return () => leave.abort();
}
