import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filesOf } from './tree.ts';

const page = readFileSync(new URL('../docs/operating.md', import.meta.url), 'utf8');
const sources = filesOf(['packages', 'apps'], /(?<!\.test)\.ts$/)
  .map((file) => file.text)
  .join('\n');

/** The code spans in one column of a section's table. */
const codeIn = (section: string, column: number): string[] => {
  const rows = (page.split(`## ${section}\n`)[1] ?? '').split('\n## ')[0]?.match(/^\|.*`.*$/gm) ?? [];
  return rows.flatMap((row) =>
    [...(row.split('|')[column] ?? '').matchAll(/`([^`]+)`/g)].map(([, it]) => it ?? ''),
  );
};

/** The queen composes these lines of a kind of event and its type. */
const COMPOSED = /^(?:hive|worker) (?:up|degraded|down|forgotten|started|gone)$/;

test.each(codeIn('Log lines', 2).filter((line) => !COMPOSED.test(line)))(
  'the log line "%s" of docs/operating.md is in the sources',
  (line) => {
    expect(sources).toContain(line);
  },
);

test.each(codeIn('What to alert on', 1).filter((name) => name.startsWith('rbee_')))(
  'the metric %s of docs/operating.md is in the sources',
  (metric) => {
    // Metrics of workers are written without the beginning that all of them have.
    const [name = ''] = metric.replace(/^rbee_worker_/, '').split('{');
    expect(sources).toContain(`'${name}'`);
  },
);

test('docs/operating.md has every metric of GPUs, and no other', () => {
  const documented = codeIn('Metrics of GPUs', 1);
  const written = sources.match(/(?<=')rbee_gpu_\w+(?=')/g) ?? [];
  expect(documented.toSorted()).toEqual([...new Set(written)].toSorted());
});
