import type { Sized } from './report.ts';
import type { Verdict } from './verdict.ts';

/** Below this a sample has to be at the size that is promised, milliseconds of CPU at the median. */
const MAX_SAMPLE_MS = 5;
/** Between these sizes the cost of one process must not grow, but for what the cheapest loop's grows too. */
const LINEAR = { from: 250, to: 1_000, tolerance: 1.25 } as const;

/** What a sample costs at the main size, and how that grows with the number of processes. */
export function sampleVerdicts(main: Sized, sizes: readonly Sized[]): readonly Verdict[] {
  const cost = medianOf(main, 0);
  return [
    {
      holds: cost < MAX_SAMPLE_MS,
      sentence: `median CPU of one sample among ${main.processes} processes below ${MAX_SAMPLE_MS} ms: ${cost.toFixed(2)} ms`,
    },
    linear(sizes),
  ];
}

function linear(sizes: readonly Sized[]): Verdict {
  const { from, to, tolerance } = LINEAR;
  const each = (processes: number, subject: number): number => {
    const size = sizes.find((it) => it.processes === processes);
    return size ? (medianOf(size, subject) * 1_000) / processes : Number.NaN;
  };
  const growth = (subject: number) => each(to, subject) / each(from, subject);
  const [ours, floor] = [growth(0), growth(1)];
  // A loop whose fixed part outweighs the rest gets cheaper a process; that is no reason why a sample must too.
  const most = tolerance * Math.max(1, floor);
  return {
    holds: ours <= most,
    sentence: `linear: from ${from} to ${to} processes the cost per process goes from ${each(from, 0).toFixed(1)} to ${each(to, 0).toFixed(1)} µs, a factor of ${ours.toFixed(2)} (target: at most ${most.toFixed(2)}; the cheapest loop: ${floor.toFixed(2)})`,
  };
}

const medianOf = ({ costs }: Sized, subject: number): number => costs[subject]?.medianMs ?? Number.NaN;
