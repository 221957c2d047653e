/** What a page notes of itself while it loads. */
export interface Observed {
  /** Sum of the layout shifts. */
  readonly shift: number;
  /** When the first machine or worker was on the screen, milliseconds since the page was asked for. */
  readonly firstRowMs: number | undefined;
}

/** Machines and workers in any of the views. */
const ROWS = '.rbee-tile, tr[data-rbee-row], tbody tr, .rbee-comb-canvas';

/** Runs in the page, before its own code. Keeps what it notes in the variable `observed` of the page. */
export function observe(rows: string): void {
  const observed: { shift: number; firstRowMs?: number } = { shift: 0 };
  Object.assign(globalThis, { observed });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      observed.shift += (entry as PerformanceEntry & { value: number }).value;
  }).observe({ type: 'layout-shift', buffered: true });
  const changes = new MutationObserver(() => {
    if (!document.querySelector(rows)) return;
    changes.disconnect();
    requestAnimationFrame(() => {
      observed.firstRowMs = performance.now();
    });
  });
  changes.observe(document, { childList: true, subtree: true });
}

/** The argument for `observe`. */
export const observedRows = ROWS;
