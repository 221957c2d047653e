import { expect, test } from 'vitest';
import { ACCESS_DE } from './access.de.ts';
import { ACCESS_EN, type AccessKey } from './access.en.ts';
import { ACCESS_ZH } from './access.zh.ts';

const namesIn = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

test.each([
  ['German', ACCESS_DE],
  ['Chinese', ACCESS_ZH],
])('%s has every text about access, with the same values', (_language, texts) => {
  expect(Object.keys(texts)).toEqual(Object.keys(ACCESS_EN));
  for (const key of Object.keys(ACCESS_EN) as AccessKey[]) {
    // A name may be said more often in one language.
    const names = (text: string) => [key, ...new Set(namesIn(text))];
    expect(names(texts[key])).toEqual(names(ACCESS_EN[key]));
  }
});
