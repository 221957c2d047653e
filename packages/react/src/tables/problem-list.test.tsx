// @vitest-environment happy-dom
import { type FleetProblem, fleetHive, PROBLEM_KINDS } from '@rbee/queen-rbee-sdk';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { renderToString } from 'react-dom/server';
import { afterEach, expect, test, vi } from 'vitest';
import { createFormats, LANGUAGES, type Language, type Locale } from '../locale/index.ts';
import { fillText, loadTexts } from '../locale/texts.ts';
import { hiveOf, NOW } from '../testing.ts';
import { ProblemList } from './problem-list.tsx';
import { problemInWords } from './problem-words.ts';
import { useProblems } from './use-problems.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const problemOf = (more: Partial<FleetProblem> = {}): FleetProblem => ({
  ...{ id: 'silent:gpu-1', kind: 'silent', severity: 'grave', subject: { hive_id: 'gpu-1' } },
  ...{
    since: Date.parse(NOW),
    isSinceExact: true,
    values: { workers: 8 },
    command: 'systemctl status rbee-hive',
  },
  ...more,
});
const many = Array.from({ length: 130 }, (_, n) =>
  problemOf({ id: `late:h${n}`, kind: 'late', subject: { hive_id: `h${n}` } }),
);

/** Values that the kinds have, and one of each variant. */
const VARIANTS: readonly Pick<FleetProblem, 'kind' | 'values'>[] = [
  ...PROBLEM_KINDS.filter((kind) => !['clock', 'lost_samples', 'gpu_health'].includes(kind)).map((kind) => ({
    kind,
    values: {
      ...{
        workers: 1,
        others: 2,
        memory: 9_000,
        total: 24_000,
        running: 3,
        context: 96,
        waiting: 9,
        from: 1,
      },
      ...{ restarts: 4, versions: '1 (2), 2 (1)', rarest: '2', count: 2, engine: 'vllm' },
    },
  })),
  ...['ahead', 'behind'].map((direction) => ({ kind: 'clock' as const, values: { direction, seconds: 5 } })),
  ...['skipped', 'failed', 'dropped', 'refused'].map((what) => ({
    kind: 'lost_samples' as const,
    values: { what, lost: 12 },
  })),
  ...[
    'thermal',
    'hardware_slowdown',
    'ecc_errors',
    'retirement_pending',
    'remap_pending',
    'remap_failed',
    'xid',
    'lost',
  ].map((code) => ({ kind: 'gpu_health' as const, values: { code } })),
  { kind: 'gpu_health', values: { code: 'xid', xid: 79 } },
];

test.each(Object.keys(LANGUAGES) as Language[])(
  'every problem is a whole sentence in %s',
  async (language) => {
    const texts = await loadTexts(language);
    const locale: Locale = {
      ...{ locale: language, language, formats: createFormats(language, 'UTC') },
      text: (key, values = {}) => fillText(texts[key] ?? '', values, language),
    };
    for (const variant of VARIANTS) {
      expect(problemInWords(problemOf(variant), locale)).toMatch(/^[^{}]{4,}[.。]$/u);
    }
  },
);

test('a problem says whom it is about, what, since when, and what helps', () => {
  const gpu = { uuid: 'g', index: 1, name: 'RTX 4090' };
  const problems = [
    problemOf(),
    problemOf({
      id: 'x',
      kind: 'gpu_health',
      subject: { hive_id: 'gpu-2', gpu },
      values: { code: 'xid', xid: 79 },
    }),
    problemOf({
      id: 'y',
      kind: 'hive_versions',
      subject: {},
      values: { count: 2, versions: 'a, b' },
      isSinceExact: false,
    }),
  ];
  render(<ProblemList problems={problems} hrefOf={({ id }) => (id === 'y' ? undefined : `#${id}`)} />);
  const [silent, xid, versions] = screen.getAllByRole('listitem').map(({ textContent }) => textContent);
  expect(silent).toMatch(
    /^gravegpu-1Stopped reporting\. Its last sample: 8 workers\.since .*2025.*systemctl status/,
  );
  expect(xid).toContain('gpu-2 · GPU 1 RTX 4090Its driver reported the error XID 79.');
  expect(versions).toMatch(/FleetHives have 2 versions: a, b\.since .* or before/);
  expect(screen.getAllByRole('link').map((it) => it.getAttribute('href'))).toEqual(['#silent:gpu-1', '#x']);
});

test('the compact list has the first three and leads to the others; with nothing wrong it is nothing', () => {
  const { container, rerender } = render(<ProblemList problems={many} compact moreHref="#all" />);
  expect(screen.getAllByRole('listitem')).toHaveLength(3);
  expect(screen.getByRole('link', { name: '127 more' }).getAttribute('href')).toBe('#all');
  expect(screen.queryByRole('button')).toBeNull();
  rerender(<ProblemList problems={[]} compact />);
  expect(container.textContent).toBe('');
});

test('of very many problems the rest is shown on request', () => {
  render(<ProblemList problems={many} />);
  expect(screen.getAllByRole('listitem')).toHaveLength(100);
  fireEvent.click(screen.getByRole('button', { name: '30 more' }));
  expect(screen.getAllByRole('listitem')).toHaveLength(130);
});

test('with nothing wrong it says what is checked', () => {
  render(<ProblemList problems={[]} />);
  expect(screen.getByText('Nothing is wrong.')).toBeDefined();
  expect(screen.getAllByRole('listitem')).toHaveLength(PROBLEM_KINDS.length);
});

test('a command is copied; where that is not allowed it is selected', async () => {
  const writeText = vi.fn(async () => {});
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  render(<ProblemList problems={[problemOf()]} />);
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Copy' })));
  expect(writeText).toHaveBeenCalledWith('systemctl status rbee-hive');
  vi.stubGlobal('navigator', {});
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Copied' })));
  expect(screen.getByRole('button', { name: 'Selected, copy with Ctrl+C' })).toBeDefined();
  expect(getSelection()?.toString()).toBe('systemctl status rbee-hive');
});

function Problems({ health }: { readonly health: 'healthy' | 'down' }) {
  const problems = useProblems([fleetHive(hiveOf({ health }), true)]);
  return <ProblemList problems={problems} />;
}

test('the hook follows a fleet from picture to picture', () => {
  const { rerender } = render(<Problems health="healthy" />);
  expect(screen.getByText('Nothing is wrong.')).toBeDefined();
  rerender(<Problems health="down" />);
  expect(screen.getByText('hive-gpu-1')).toBeDefined();
  rerender(<Problems health="healthy" />);
  expect(screen.getByText('Nothing is wrong.')).toBeDefined();
});

test('a server renders problems', () => {
  expect(renderToString(<ProblemList problems={[problemOf()]} />)).toContain('Stopped reporting.');
});

test('the problems are one tab stop, and the keys of a row lead to the button that copies its command', () => {
  const problems = [problemOf(), problemOf({ id: 'other', subject: {} })];
  render(<ProblemList problems={problems} hrefOf={() => '#'} />);
  const stops = () =>
    [...document.querySelectorAll<HTMLElement>('a, button, [tabindex]')].filter((it) => it.tabIndex === 0);
  const focused = () => document.activeElement as HTMLElement;
  const press = (key: string) => fireEvent.keyDown(focused(), { key });
  expect(stops()).toHaveLength(1);
  stops()[0]?.focus();
  press('ArrowRight');
  expect(focused().textContent).toBe('Copy');
  press('ArrowDown');
  expect(focused().dataset['rbeeEntry']).toBe('other');
  expect(stops()).toHaveLength(1);
});
