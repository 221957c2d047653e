import type { FakeAnswer } from './fake-engine.ts';

/** Answers by path. */
export type FakeAnswers = Readonly<Record<string, FakeAnswer>>;

/** Lines of Prometheus's text format with `# TYPE` lines, which real servers send between them. */
export const metricsText = (samples: Readonly<Record<string, number>>): string =>
  Object.entries(samples)
    .map(([series, value]) => `# TYPE ${series.replace(/\{.*/, '')} untyped\n${series} ${value}\n`)
    .join('');

/** The buckets of a histogram in the text format, with the counts up to each bound. */
export const bucketsOf = (
  name: string,
  counts: Readonly<Record<string, number>>,
  labels = '',
): Record<string, number> =>
  Object.fromEntries(
    Object.entries(counts).map(([bound, count]) => [`${name}_bucket{${labels}le="${bound}"}`, count]),
  );
