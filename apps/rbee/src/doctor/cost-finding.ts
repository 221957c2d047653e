import type { Finding, Monitor } from '@rbee/monitor';

/** Measured samples, after one warm-up sample. */
const SAMPLES = 20;

/** CPU cost of a sample on this machine: median of 20. `cpuMs` gives the CPU time used by this process. */
export function costFinding(monitor: Pick<Monitor, 'sample'>, cpuMs: () => number): Finding {
  monitor.sample();
  const costs = Array.from({ length: SAMPLES }, () => {
    const beganMs = cpuMs();
    monitor.sample();
    return cpuMs() - beganMs;
  }).sort((a, b) => a - b);
  const median = costs[SAMPLES / 2] ?? 0;
  return {
    id: 'cost',
    state: 'ok',
    label: 'Cost of a sample',
    detail: `${median.toFixed(1)} ms of CPU time (median of ${SAMPLES}): ${(median / 10).toFixed(2)} % of one core at one sample per second.`,
  };
}
