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

const TONES = [0, 1, 2, 3, 4];

/** Reads the custom properties of the theme as they are at an element: a canvas does not know `var()` and `light-dark()`. */
export function colorsAt(element: Element): ChartColors {
  const probe = element.appendChild(element.ownerDocument.createElement('i'));
  const read = (color: string): string => {
    probe.style.color = color;
    return getComputedStyle(probe).color;
  };
  const colors = {
    muted: read('var(--rbee-muted)'),
    line: read('var(--rbee-line)'),
    mark: read('var(--rbee-stale)'),
    tones: TONES.map((tone) => read(`var(--rbee-tone-${tone})`)),
    soft: TONES.map((tone) => read(`color-mix(in srgb, var(--rbee-tone-${tone}) 16%, transparent)`)),
    solid: TONES.map((tone) => read(`color-mix(in srgb, var(--rbee-tone-${tone}) 70%, var(--rbee-surface))`)),
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
