import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { boardJson } from '../monitoring/grafana/board.ts';
import { BOARDS } from '../monitoring/grafana/boards.ts';
import { filesOf } from './tree.ts';

const read = (path: string): string =>
  readFileSync(new URL(`../monitoring/${path}`, import.meta.url), 'utf8');

test.each(Object.entries(BOARDS))('the file of the board %s is what its source makes', (name, board) => {
  expect(JSON.parse(read(`grafana/${name}.json`))).toEqual(JSON.parse(JSON.stringify(boardJson(board))));
});

test.each(Object.entries(BOARDS))('no panel of the board %s lies on another', (_, board) => {
  const { panels } = boardJson(board) as {
    panels: { gridPos: { x: number; y: number; w: number; h: number } }[];
  };
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBeLessThanOrEqual(24);
});

const sources = filesOf(['packages/queen/src/metrics', 'packages/history/src'], /(?<!\.test)\.ts$/)
  .map(({ text }) => text)
  .join('\n');

test('rules and boards ask for metrics that a queen has, and for sums that the rules make', () => {
  const recorded = read('prometheus/recording-rules.yml');
  const texts = [
    recorded,
    read('prometheus/alerting-rules.yml'),
    ...Object.values(BOARDS).flatMap(({ panels }) =>
      panels.flatMap(({ targets }) => targets.map((it) => it.expr)),
    ),
  ].join('\n');
  const sums = [...texts.matchAll(/\b(?:model|hive):rbee_\w+:\w+/g)].map(([name]) => name);
  expect(sums.filter((name) => !recorded.includes(`record: ${name}\n`))).toEqual([]);
  const metrics = new Set([...texts.matchAll(/(?<![\w:])rbee_\w+/g)].map(([name]) => name));
  // Metrics of workers are written without the beginning that all of them have.
  const isKnown = (name: string) =>
    [name, name.replace(/^rbee_worker_/, ''), name.replace(/^rbee_/, '')].some((it) =>
      sources.includes(`'${it}'`),
    );
  expect(metrics.size).toBeGreaterThan(40);
  expect([...metrics].filter((name) => !isKnown(name))).toEqual([]);
});

test('a worker keeps its label "instance" when Prometheus scrapes', () => {
  expect(read('prometheus/prometheus.yml')).toMatch(/^ {4}honor_labels: true$/m);
  const operating = readFileSync(new URL('../docs/operating.md', import.meta.url), 'utf8');
  const jobs = operating.match(/- job_name: rbee/g) ?? [];
  expect(operating.match(/honor_labels: true/g)).toHaveLength(jobs.length);
});
