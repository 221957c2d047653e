import type { GpuCandidate } from '../../gpu-reader.ts';

/**
 * The process to which an open file that several processes share is charged. A child that inherited it does not count:
 * its parent opened it, and children come and go. Among the others, one has got it from the other over a socket, as a
 * compositor gets it from the session's daemon: it is the younger one that uses it.
 */
export function chargedProcess(sharers: readonly GpuCandidate[]): GpuCandidate | undefined {
  const pids = new Set(sharers.map((it) => it.pid));
  const heirless = sharers.filter((it) => !pids.has(it.parentPid));
  const candidates = heirless.length > 0 ? heirless : sharers;
  return candidates.toSorted((a, b) => b.startTicks - a.startTicks || b.pid - a.pid)[0];
}
