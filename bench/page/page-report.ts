import { isBelow, tableLines, type Verdict, verdictLines } from '../report.ts';
import type { CombFigures } from './comb.ts';
import type { HeapFigures } from './heap.ts';
import type { Sized } from './sizes.ts';
import type { Tabs } from './tabs.ts';

/** All that was measured; a case that was not asked for is absent. */
export interface PageResults {
  readonly sizes: readonly Sized[];
  readonly scriptKib?: number;
  readonly combs: readonly CombFigures[];
  readonly heap?: HeapFigures;
  readonly tabs?: Tabs;
}

const MAX_NODES = 6_000;
const MAX_SHIFT = 0.05;
const MAX_TASK_MS = 50;
const MAX_SCRIPT_KIB = 120;
const MIN_FRAMES = 55;
const MAX_UPDATE_MS = 16;
const MAX_HEAP_GROWTH_MIB = 1;
const TABS = 20;

/** Compares the results with the targets. */
export function pageVerdicts({ sizes, scriptKib, combs, heap, tabs }: PageResults): readonly Verdict[] {
  return [
    ...sizes.flatMap(sizeVerdicts),
    ...(scriptKib === undefined
      ? []
      : [isBelow('scripts of the first view', scriptKib, MAX_SCRIPT_KIB, ' KiB')]),
    ...combs.flatMap(combVerdicts),
    ...(heap ? [isBelow('growth of the heap', heap.late - heap.early, MAX_HEAP_GROWTH_MIB, ' MiB')] : []),
    ...(tabs ? tabVerdicts(tabs) : []),
  ];
}

const titleOf = ({ case: { title }, withHistory }: Sized): string =>
  withHistory ? `${title}, with history` : title;

function sizeVerdicts(sized: Sized): readonly Verdict[] {
  const { page, case: limits } = sized;
  const title = titleOf(sized);
  return [
    isBelow(`${title}: main thread`, page.mainPct, limits.mainPct, ' %'),
    isBelow(`${title}: longest task`, page.longestTaskMs, MAX_TASK_MS, ' ms'),
    isBelow(`${title}: nodes`, page.nodes, MAX_NODES),
    isBelow(`${title}: layout shift`, page.shift, MAX_SHIFT),
    isBelow(`${title}: first row`, page.firstRowMs, limits.firstRowMs, ' ms'),
  ];
}

function combVerdicts(comb: CombFigures): readonly Verdict[] {
  const fps = comb.framesPerSecond;
  return [
    {
      holds: fps >= MIN_FRAMES,
      sentence: `${combTitle(comb)}: ${fps.toFixed(1)} frames a second (target: at least ${MIN_FRAMES})`,
    },
    isBelow(`${combTitle(comb)}: frame of an update`, comb.updateMs, MAX_UPDATE_MS, ' ms'),
  ];
}

const combTitle = ({ size: { hives, workers } }: CombFigures): string => `comb of ${hives} x ${workers}`;

const tabVerdicts = ({ live, streams }: Tabs): readonly Verdict[] => [
  { holds: live === TABS, sentence: `tabs that show the fleet: ${live} (target: ${TABS})` },
  { holds: streams === 1, sentence: `streams of all tabs: ${streams} (target: 1)` },
];

/** The results and verdicts as Markdown. A table without a row is left out. */
export function pageReport({ sizes, combs, heap }: PageResults, verdicts: readonly Verdict[]): string {
  const heapRows = heap ? [['50 hives x 8', heap.rate, heap.minutes, heap.early, heap.late] as const] : [];
  const tables = [
    tableOf(
      'fleet',
      SIZE_DIGITS,
      sizes.map((it) => [titleOf(it), ...sizeFigures(it)] as const),
    ),
    tableOf(
      'comb of 10,000 workers',
      { 'frames a second, dragged': 0, 'frame of a drag, ms': 1, 'frame of an update, ms': 1 },
      combs.map((it) => [combTitle(it), it.framesPerSecond, it.dragMs, it.updateMs] as const),
    ),
    tableOf('heap, MiB', { 'samples of a hive a second': 0, minutes: 1, early: 1, late: 1 }, heapRows),
  ];
  return [...tables.flat(), ...verdictLines(verdicts)].join('\n');
}

const SIZE_DIGITS = {
  'samples of a hive a second': 2,
  'main thread, %': 1,
  'of the reference': 1,
  'longest task, ms': 0,
  'tasks above 50 ms a second': 1,
  nodes: 0,
  screens: 1,
  'layout shift': 2,
  'first row, ms': 0,
};

const tableOf = (...[head, digits, rows]: Parameters<typeof tableLines>): readonly string[] =>
  rows.length === 0 ? [] : [...tableLines(head, digits, rows), ''];

function sizeFigures({ page, rate, referencePct }: Sized): readonly number[] {
  const { mainPct, longestTaskMs, longTasks, nodes, screens, shift, firstRowMs } = page;
  return [rate, mainPct, mainPct / referencePct, longestTaskMs, longTasks, nodes, screens, shift, firstRowMs];
}
