import { expect, test } from 'vitest';
import { LATER_EN } from './later.en.ts';
import { EN, fillText, languageOf, loadTexts, type Text, type TextKey } from './texts.ts';

const KEYS = Object.keys({ ...EN, ...LATER_EN }) as TextKey[];
const formsOf = (text: Text): string[] => (typeof text === 'string' ? [text] : Object.values(text));
const namesIn = (form: string): string[] =>
  [...form.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

test.each(['de', 'zh'] as const)(
  '%s has every text, with the same values in every form',
  async (language) => {
    const texts = await loadTexts(language);
    expect(Object.keys(texts).sort()).toEqual([...KEYS].sort());
    for (const key of KEYS) {
      const names = namesIn(formsOf({ ...EN, ...LATER_EN }[key])[0] ?? '');
      for (const form of formsOf(texts[key] ?? '')) {
        expect([key, namesIn(form)]).toEqual([key, names]);
        expect(form.trim()).not.toBe('');
      }
    }
  },
);

test('a text has the form of its plural and the numbers of the locale', () => {
  expect(fillText(EN['count.workers'], { n: 1 }, 'en')).toBe('1 worker');
  expect(fillText(EN['count.workers'], { n: 8000 }, 'en')).toBe('8,000 workers');
  expect(fillText(EN['count.workers'], { n: 8000 }, 'de')).toBe('8.000 workers');
  expect(fillText('{a} {b}', { a: '{b}' }, 'en')).toBe('{b} {b}');
});

test("the first of the reader's languages that there is counts, else English", () => {
  expect(languageOf(['fr-FR', 'de-AT', 'en'])).toBe('de');
  expect(languageOf(['zh-Hans-CN'])).toBe('zh');
  expect(languageOf(['fr'])).toBe('en');
  expect(languageOf(['constructor'])).toBe('en');
});
