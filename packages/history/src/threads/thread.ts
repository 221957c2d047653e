import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Another thread, as the one that started it sees it. */
export interface Thread<To> {
  send(message: To, transfer?: readonly ArrayBuffer[]): void;
  /** Resolves when it has ended, with the error that ended it. */
  readonly ended: Promise<Error | undefined>;
  end(): void;
}

/** Starts a thread; `onMessage` is called with what it says. */
export type StartThread<To, From> = (onMessage: (message: From) => void) => Thread<To>;

/** The programs of the threads. A bundle names its own files here. */
const PROGRAMS = {
  writer: new URL('./writer-program.ts', import.meta.url),
  reader: new URL('./reader-program.ts', import.meta.url),
};

/** Starts threads that run one of the programs. */
export function threadsOf<Data, To, From>(program: keyof typeof PROGRAMS, data: Data): StartThread<To, From> {
  return (onMessage) => {
    const worker = new Worker(PROGRAMS[program], {
      workerData: data,
      name: program,
      env: withCompileCache(),
    });
    const { promise: ended, resolve } = Promise.withResolvers<Error | undefined>();
    worker.on('message', onMessage);
    worker.on('error', (error: Error) => resolve(error));
    worker.on('exit', () => resolve(undefined));
    return {
      send: (message, transfer = []) => worker.postMessage(message, [...transfer]),
      ended,
      end: () => void worker.terminate(),
    };
  };
}

/** A thread does not take over the compile cache of the program. Node adds a folder for its version to the one that it is given. */
function withCompileCache(): NodeJS.Dict<string> {
  const folder = getCompileCacheDir();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}
