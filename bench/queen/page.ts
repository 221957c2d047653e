import { writeBetween } from '../report.ts';

const PAGE = new URL('../../docs/measurements.md', import.meta.url);

/** Puts what a case showed into docs/measurements.md, between the marks of that case. */
export const keepOnPage = (name: string, how: string, text: string): void =>
  writeBetween(PAGE, `queen ${name}`, `${text}\n\n${how}.`);
