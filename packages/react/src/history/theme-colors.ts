import { TONES } from '../gpu-memory.ts';

/** The colours of a chart, as values that a canvas understands. */
export interface ChartColors {
  readonly muted: string;
  readonly line: string;
  readonly mark: string;
  /** Colours of lines, and of what is below a line and between lines. */
  readonly tones: readonly string[];
  readonly soft: readonly string[];
  readonly solid: readonly string[];
}

/** Reads the custom properties of the theme as they are at an element: a canvas does not know `var()` and `light-dark()`. */
export function colorsAt(element: Element): ChartColors {
  const probe = element.appendChild(element.ownerDocument.createElement('i'));
  // Lines are told apart by their colours, in forced colours as well.
  probe.style.setProperty('forced-color-adjust', 'none');
  const read = (color: string): string => {
    probe.style.color = color;
    return getComputedStyle(probe).color;
  };
  const ofEach = (colorOf: (tone: string) => string): string[] =>
    Array.from({ length: TONES }, (_, tone) => read(colorOf(`var(--rbee-tone-${tone})`)));
  const colors = {
    muted: read('var(--rbee-muted)'),
    line: read('var(--rbee-line)'),
    mark: read('var(--rbee-stale)'),
    tones: ofEach((tone) => tone),
    soft: ofEach((tone) => `color-mix(in srgb, ${tone} 16%, transparent)`),
    solid: ofEach((tone) => `color-mix(in srgb, ${tone} 70%, var(--rbee-surface))`),
  };
  probe.remove();
  return colors;
}

const listeners = new Set<() => void>();
let stop = (): void => {};

/** Calls the listener when the theme of the page or of the system changes. Returns the function that ends it. */
export function onThemeChange(listener: () => void): () => void {
  if (listeners.size === 0) stop = watchTheme();
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) stop();
  };
}

function watchTheme(): () => void {
  const notify = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((it) => matchMedia(it));
  for (const query of queries) query.addEventListener('change', notify);
  const observer = new MutationObserver(notify);
  observer.observe(document.documentElement, {
    ...{ attributes: true, subtree: true, attributeFilter: ['data-rbee-theme'] },
  });
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener('change', notify);
  };
}
