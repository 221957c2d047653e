import { createFormats } from './formats.ts';
import { LATER_EN } from './later.en.ts';
import type { Locale } from './locale.tsx';
import { EN, fillText } from './texts.ts';

/** English with the times of UTC. */
export const ENGLISH_UTC: Locale = {
  ...{ locale: 'en', language: 'en', formats: createFormats('en-GB', 'UTC') },
  text: (key, values = {}) => fillText({ ...EN, ...LATER_EN }[key], values, 'en'),
};
