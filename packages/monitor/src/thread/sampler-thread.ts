import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Activity } from './activity.ts';
import type { Reply, Request, ThreadData, ThreadOptions } from './serve-samples.ts';

/** A thread that takes samples. */
export interface SamplerThread {
  /** Changes with each file that the thread reads; 0 before the first. */
  readonly count: number;
  /** The path that it reads; empty if it reads none. */
  readonly path: string;
  /** Resolves when the thread has ended, with the error that ended it. */
  readonly ended: Promise<Error | undefined>;
  send(request: Request): void;
  /** Ends the thread; one that is blocked in the kernel ends when the kernel returns. */
  end(): void;
}

/** Starts a thread; `onReply` is called with each answer. */
export type StartThread = (options: ThreadOptions, onReply: (reply: Reply) => void) => SamplerThread;

/** Starts threads that run `program`, a module that calls `serveSamples`. */
export const threadsOf =
  (program: URL): StartThread =>
  (options, onReply) => {
    const activity = new Activity();
    const workerData: ThreadData = { options, activity: activity.buffer };
    const worker = new Worker(program, { workerData, name: 'sampler', env: withCompileCache() });
    worker.unref();
    worker.on('message', onReply);
    const { promise: ended, resolve } = Promise.withResolvers<Error | undefined>();
    worker.on('error', (error: Error) => resolve(error));
    worker.on('exit', () => resolve(undefined));
    return {
      get count() {
        return activity.count;
      },
      get path() {
        return activity.path;
      },
      ended,
      send: (request) => worker.postMessage(request),
      end: () => void worker.terminate(),
    };
  };

/**
 * The environment of a thread. A thread does not take over the compile cache of the program, and compiling costs memory
 * that Node does not return. Node adds a folder for its version to the one that it is given.
 */
function withCompileCache(): NodeJS.Dict<string> {
  const folder = getCompileCacheDir();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}
