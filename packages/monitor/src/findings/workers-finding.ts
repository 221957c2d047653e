import type { Finding } from './finding.ts';
import type { FoundBy, MachineFacts } from './machine-facts.ts';

const WORDS: Readonly<Record<FoundBy, string>> = {
  cgroup: 'by cgroup',
  engine: 'by the command line of a known engine',
  watch: 'by a watch pattern',
  gpu: 'by holding a GPU',
};

/** How many workers were found, by which means, and whether some may be hidden. */
export function workersFinding({ workers, processes, hidden, foreignPidNamespace }: MachineFacts): Finding {
  const about = { id: 'workers', label: 'Workers' };
  if (!processes.ok) {
    return { ...about, state: 'no', detail: 'Workers cannot be found, because processes cannot be listed.' };
  }
  const counted = [...Map.groupBy(workers, (it) => it)]
    .map(([foundBy, its]) => `${its.length} ${WORDS[foundBy]}`)
    .join(', ');
  const partly = hidden || foreignPidNamespace;
  const found = workers.length > 0 ? `Found ${workers.length}: ${counted}` : 'No worker was found';
  const rest = partly
    ? '; there may be more among the processes that /proc hides.'
    : workers.length > 0
      ? '.'
      : '; start an inference server, or name yours with a watch pattern.';
  return {
    ...about,
    state: partly ? (workers.length > 0 ? 'partly' : 'no') : 'ok',
    detail: `${found}${rest}`,
  };
}
