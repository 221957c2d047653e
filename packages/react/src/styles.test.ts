import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (pattern: string) =>
  globSync(pattern, { cwd: import.meta.dirname })
    .map((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8'))
    .join('\n');

const styles = read('styles/*.css');
const classes = new Set([...styles.matchAll(/\.([a-z][\w-]*)/g)].map(([, name = '']) => name));

test('every class has the prefix, so that the rest of the page is not affected', () => {
  expect([...classes].filter((name) => !name.startsWith('rbee-'))).toEqual([]);
});

test('every styled class is used by a component', () => {
  const parts = read('**/*.tsx');
  const carried = (name: string) => {
    const kind = name.replace(/--.*/, '--');
    return parts.includes(name) || (kind !== name && parts.includes(`${kind}\${`));
  };
  expect([...classes].filter((name) => !carried(name))).toEqual([]);
});

test('styles.css imports every other stylesheet', () => {
  const entry = read('styles.css');
  const files = globSync('styles/*.css', { cwd: import.meta.dirname });
  expect(files.filter((file) => !entry.includes(`@import "./${file}";`))).toEqual([]);
});

/** Classes of texts that are cut off: what they are in leads to the whole text by a tap. */
const CUT_OFF = [
  'rbee-tile-name',
  'rbee-tile-model',
  'rbee-grid-cell',
  'rbee-grid-link',
  'rbee-rows-cell',
  'rbee-rows-link',
  'rbee-rows-about',
  'rbee-rows-below',
];

test('no text is cut off but where a tap leads to the whole of it', () => {
  const rules = [...styles.matchAll(/([^{}]*)\{([^}]*)\}/g)].filter(([, , body]) =>
    /text-overflow|line-clamp/.test(body ?? ''),
  );
  const cut = rules.flatMap(([, selectors = '']) =>
    [...selectors.matchAll(/\.([\w-]+)/g)].map((it) => it[1]),
  );
  expect(cut.filter((name) => !CUT_OFF.includes(name ?? ''))).toEqual([]);
});

const colour = (name: string, theme: 0 | 1): string =>
  new RegExp(`--rbee-${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(styles)?.[theme + 1] ?? 'none';

/** Relative luminance (WCAG 2.2). */
const luminance = (hex: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrast = (a: string, b: string): number => {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};

test.each(['ink', 'muted', 'accent', 'busy', 'idle', 'stale', 'down'])(
  'text in %s has a contrast of 4.5 at least, light and dark (WCAG 2.2 AA)',
  (name) => {
    const grounds = ['surface', 'raised'];
    const contrasts = ([0, 1] as const).flatMap((theme) =>
      grounds.map((ground) => contrast(colour(name, theme), colour(ground, theme))),
    );
    expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(4.5);
  },
);

test.each(['tone-0', 'tone-1', 'tone-2', 'tone-3', 'tone-4'])(
  'a bar in %s has a contrast of 3 at least to what is around it, light and dark (WCAG 2.2 AA)',
  (name) => {
    const contrasts = ([0, 1] as const).flatMap((theme) =>
      ['surface', 'line'].map((ground) => contrast(colour(name, theme), colour(ground, theme))),
    );
    expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(3);
  },
);
