import { writeBetween } from '../report.ts';

const PAGE = new URL('../../docs/performance.md', import.meta.url);

/** Puts what a case showed into docs/performance.md, between the marks of that case. */
export const keepOnPage = (name: string, how: string, text: string): void =>
  writeBetween(PAGE, `queen ${name}`, `${text}\n\n${how}.`);
