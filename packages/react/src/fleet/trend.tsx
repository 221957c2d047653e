import { useEffect, useRef } from 'react';

/** Time that a trend shows, milliseconds. */
const SPAN_MS = 60_000;

/** Size of the drawing; it is stretched to its place. */
const WIDTH = 120;
const HEIGHT = 20;

/** The values of the last minute with their times, oldest first. An unknown value is a gap. */
export class TrendValues {
  readonly #points: (readonly [at: number, value: number | undefined])[] = [];

  /** Adds a value at a time in milliseconds that never goes back. Of several within half a second the last counts. */
  add(at: number, value: number | undefined): void {
    const last = this.#points.at(-1);
    if (last && at - last[0] < 500) this.#points.pop();
    this.#points.push([at, value]);
    while ((this.#points[0]?.[0] ?? at) < at - SPAN_MS) this.#points.shift();
  }

  /** The line as SVG path data: `top` is the value at the upper edge, at least the largest. Empty without two values in a row. */
  path(top = 0): string {
    const end = this.#points.at(-1)?.[0] ?? 0;
    const largest = Math.max(top, ...this.#points.map(([, value]) => value ?? 0));
    let path = '';
    let isDrawn = false;
    for (const [at, value] of this.#points) {
      if (value !== undefined) {
        const x = WIDTH * (1 - (end - at) / SPAN_MS);
        const y = HEIGHT - 1 - (largest === 0 ? 0 : (value / largest) * (HEIGHT - 2));
        path += `${isDrawn ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
      }
      isDrawn = value !== undefined;
    }
    return path.includes('L') ? path : '';
  }
}

interface TrendProps {
  /** The present value; undefined if it is not known. */
  readonly value: number | undefined;
  /** Changes with every new value, also if it is the same again. */
  readonly at: object;
  /** The value at the upper edge; default: the largest. */
  readonly top?: number | undefined;
}

/** The last minute of a figure as a line, drawn beside React: it costs no render. The text beside it has the value. */
export function Trend({ value, at, top }: TrendProps) {
  const line = useRef<SVGPathElement>(null);
  const values = useRef(new TrendValues());
  // biome-ignore lint/correctness/useExhaustiveDependencies: `at` marks that a value arrived.
  useEffect(() => {
    values.current.add(performance.now(), value);
    line.current?.setAttribute('d', values.current.path(top));
  }, [at, value, top]);
  return (
    <svg
      className="rbee-trend"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path ref={line} className="rbee-trend-line" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
