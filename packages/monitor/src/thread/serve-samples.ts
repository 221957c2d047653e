import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { createMonitor, type Monitor, type MonitorOptions, type Sample } from '../create-monitor.ts';
import { createSampleFiles } from '../files/index.ts';
import type { Finding } from '../findings/index.ts';
import { Activity } from './activity.ts';
import type { Avoided } from './avoided.ts';
import { watchedFiles } from './watched-files.ts';

/** Options of a monitor that can be sent to a thread. Of readers of GPUs that is an empty list, which asks no GPU. */
export type ThreadOptions = Omit<
  MonitorOptions,
  'gpuReaders' | 'engineReader' | 'monotonicMs' | 'cpuMs' | 'nowMs'
> & {
  readonly gpuReaders?: readonly [];
};

/** What a thread that takes samples is started with. */
export interface ThreadData {
  readonly options: ThreadOptions;
  readonly activity: SharedArrayBuffer;
}

/** What such a thread is asked. It does not read what blocks others. */
export interface Request {
  readonly work: 'sample' | 'diagnose';
  /** The paths that block other threads. */
  readonly blocked: readonly string[];
}

/** Its answer. */
export type Reply =
  | {
      readonly type: 'sample';
      readonly sample: Sample;
      /** Owners of whose processes only the states are read, for people to read. */
      readonly owners: readonly string[];
    }
  | { readonly type: 'findings'; readonly findings: readonly Finding[] }
  | { readonly type: 'failed'; readonly reason: string };

/**
 * Takes samples and makes findings in a thread of `createThreadedMonitor`, one for each request; `before` is called
 * before each. Does nothing in a main thread.
 */
export function serveSamples(before: () => void): void {
  const port = parentPort;
  if (isMainThread || !port) return;
  const { options, activity } = workerData as ThreadData;
  const { procRoot = '/proc', sysRoot = '/sys' } = options;
  const files = createSampleFiles(procRoot);
  const { avoided, watched } = watchedFiles(files, new Activity(activity), procRoot, sysRoot);
  const start = () => createMonitor(options, watched);
  let monitor: Monitor | undefined;
  const answer = async (work: Request['work']): Promise<Reply> => {
    try {
      before();
      monitor ??= start();
      if (work === 'diagnose') return { type: 'findings', findings: await monitor.diagnose() };
      await monitor.prepare();
      return { type: 'sample', sample: withAvoided(monitor.sample(), avoided), owners: avoided.owners };
    } catch (error) {
      return { type: 'failed', reason: String(error) };
    }
  };
  port.on('message', (request: Request) => {
    avoided.set(request.blocked);
    void answer(request.work).then((reply) => port.postMessage(reply));
  });
}

/** Says that there may be more workers than were found, if processes are avoided. */
function withAvoided(sample: Sample, avoided: Avoided): Sample {
  if (!avoided.hidesProcess) return sample;
  const { node, workers } = sample;
  const none = workers.length === 0 ? { workers: 'timeout' as const } : {};
  const unknown = { ...node.unknown, unreadable_processes: 'timeout' as const, ...none };
  return { ...sample, node: { ...node, unknown } };
}
