import { LATER_EN } from './later.en.ts';
import { laterLocale } from './locale.tsx';

/** `useLocale` for parts that the first view of a page does not have: their English texts are loaded with them. */
export const useLaterLocale = laterLocale(LATER_EN);
