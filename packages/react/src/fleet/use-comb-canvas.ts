import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { CombSurface, type SurfaceListener } from './comb-surface.ts';

/** The canvas of a comb: what the component binds, and the surface that it draws on. */
export interface CombCanvas {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly tip: RefObject<HTMLParagraphElement | null>;
  /** Size of the box in CSS pixels. */
  readonly area: { readonly width: number; readonly height: number };
  readonly surface: CombSurface;
}

/** Binds a surface to the elements of a component, and follows the size of its box. */
export function useCombCanvas(listener: SurfaceListener): CombCanvas {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const tip = useRef<HTMLParagraphElement>(null);
  const [area, setArea] = useState({ width: 1_000, height: 420 });
  const [surface] = useState(() => new CombSurface());
  useEffect(() => {
    surface.listener = listener;
  });
  useEffect(
    () => (canvas.current && tip.current ? surface.attach(canvas.current, tip.current) : undefined),
    [surface],
  );
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      setArea((before) => (before.width === width && before.height === height ? before : { width, height }));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { box, canvas, tip, area, surface };
}
