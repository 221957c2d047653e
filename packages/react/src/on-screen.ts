import { type RefObject, useEffect, useState } from 'react';

/** How far out of sight something is drawn already, so that scrolling shows no empty places. */
const MARGIN = '200px';

type Listener = (isVisible: boolean) => void;

const listeners = new WeakMap<Element, Listener>();
let observer: IntersectionObserver | undefined;

/** Calls the listener when the element comes into sight and when it leaves it. Returns the function that ends it. */
export function watchOnScreen(element: Element, listener: Listener): () => void {
  if (typeof IntersectionObserver === 'undefined') {
    listener(true);
    return () => {};
  }
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
    },
    { rootMargin: MARGIN },
  );
  listeners.set(element, listener);
  observer.observe(element);
  return () => {
    listeners.delete(element);
    observer?.unobserve(element);
  };
}

/** True while the element is in sight, or near; `atFirst` until the browser says it. */
export function useOnScreen(ref: RefObject<Element | null>, atFirst = false): boolean {
  const [isVisible, setVisible] = useState(atFirst);
  useEffect(() => (ref.current ? watchOnScreen(ref.current, setVisible) : undefined), [ref]);
  return isVisible;
}

const due = new Set<() => void>();

/** Calls `draw` in the next frame, once however often it is asked for; a hidden page has no frames. */
export function inNextFrame(draw: () => void): void {
  if (due.size === 0) {
    requestAnimationFrame(() => {
      const draws = [...due];
      due.clear();
      for (const one of draws) one();
    });
  }
  due.add(draw);
}

/** Takes a call back that is not yet made. */
export const notInNextFrame = (draw: () => void): boolean => due.delete(draw);
