import type { Cost } from './measured.ts';
import { isBelow, tableLines, type Verdict, verdictLines } from './report.ts';

/** CPU costs of a sample among a number of processes. */
export interface CostsAmong {
  readonly processes: number;
  readonly workers: number;
  readonly monitor: Cost;
  readonly cheapestLoop: Cost;
  readonly others: readonly Cost[];
}

/** Target for the median CPU of one sample at the main size. */
const MAX_SAMPLE_MS = 5;
/** Between these sizes, the cost per process may grow by this factor, or by as much as that of the cheapest loop. */
const LINEAR = { from: 250, to: 1_000, tolerance: 1.25 } as const;

/** Whether a sample at the main size, and the growth of its cost with the number of processes, meet their targets. */
export function sampleVerdicts(main: CostsAmong, sizes: readonly CostsAmong[]): readonly Verdict[] {
  const what = `median CPU of one sample among ${main.processes} processes`;
  return [isBelow(what, main.monitor.medianMs, MAX_SAMPLE_MS, ' ms'), linear(sizes)];
}

function linear(sizes: readonly CostsAmong[]): Verdict {
  const { from, to, tolerance } = LINEAR;
  const microsEach = (processes: number, of: 'monitor' | 'cheapestLoop'): number => {
    const size = sizes.find((it) => it.processes === processes);
    return size ? (size[of].medianMs * 1_000) / processes : Number.NaN;
  };
  const [first, last] = [microsEach(from, 'monitor'), microsEach(to, 'monitor')];
  const growth = last / first;
  const loopGrowth = microsEach(to, 'cheapestLoop') / microsEach(from, 'cheapestLoop');
  // If the fixed part of the cheapest loop is large, its cost per process shrinks; a sample need not do the same.
  const most = tolerance * Math.max(1, loopGrowth);
  return {
    holds: growth <= most,
    sentence: `linear: from ${from} to ${to} processes the cost per process goes from ${first.toFixed(1)} to ${last.toFixed(1)} µs, a factor of ${growth.toFixed(2)} (target: at most ${most.toFixed(2)}; the cheapest loop: ${loopGrowth.toFixed(2)})`,
  };
}

/** The costs and verdicts as Markdown. */
export function sampleReport(
  main: CostsAmong,
  sizes: readonly CostsAmong[],
  verdicts: readonly Verdict[],
): string {
  const { monitor, cheapestLoop, others } = main;
  const ratio = (cost: Cost, to: Cost): number => cost.medianMs / to.medianMs;
  return [
    `CPU per sample, ${main.workers} workers among ${main.processes} processes:`,
    '',
    ...tableLines(
      'what',
      { 'median ms': 2, 'mean ms': 2, 'times the cheapest loop': 2 },
      [monitor, cheapestLoop, ...others].map((it) => [
        it.title,
        it.medianMs,
        it.meanMs,
        ratio(it, cheapestLoop),
      ]),
    ),
    '',
    'By the number of processes, one in ten a worker:',
    '',
    ...tableLines(
      'processes',
      { 'sample, median ms': 2, 'µs per process': 1, 'cheapest loop, median ms': 2, ratio: 2 },
      sizes.map((size) => {
        const { medianMs } = size.monitor;
        const micros = (medianMs * 1_000) / size.processes;
        return [
          `${size.processes}`,
          medianMs,
          micros,
          size.cheapestLoop.medianMs,
          ratio(size.monitor, size.cheapestLoop),
        ];
      }),
    ),
    '',
    ...verdictLines(verdicts),
  ].join('\n');
}
