import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { Socket } from 'node:net';
import { dirname } from 'node:path';
import { isSea } from 'node:sea';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { lineReader } from './line-reader.ts';

/** A program that runs beside this process and writes lines. */
export interface LineProcess {
  /** Writes one line to its standard input. */
  send(line: string): void;
  /** Ends it at once; one that is blocked in the kernel ends when the kernel returns. */
  end(): void;
}

/** What is told of such a program. */
export interface LineListener {
  readonly onLine: (line: string) => void;
  /** It has ended, or could not be started. Called once; `isClean` if it ended by itself and without an error. */
  readonly onEnd: (isClean: boolean) => void;
}

/** Starts a program that runs beside this process. It never throws. */
export type StartProcess = (listener: LineListener) => LineProcess;

/**
 * Node's flags for the process that calls NVIDIA's library. They are those of a hive, which save memory
 * (apps/rbee/bin): with others Node would not take the modules that a hive has put into the compile cache, and use 30
 * MiB more.
 */
export const NODE_FLAGS = [
  '--max-semi-space-size=1',
  '--no-turbofan',
  '--no-maglev',
  '--single-threaded-gc',
  '--v8-pool-size=1',
  '--no-node-snapshot',
  '--expose-gc',
];

/** Starts the process that calls NVIDIA's library, which it looks for at `libraries`. */
export const driverProcess = (libraries: readonly string[], maxLineBytes: number): StartProcess => {
  const program = fileURLToPath(new URL('./child/main.ts', import.meta.url));
  // A single executable would take the flags for arguments of the program.
  const flags = isSea() ? [`--node-options=${NODE_FLAGS.join(' ')}`] : NODE_FLAGS;
  return startProgram(process.execPath, [...flags, program, ...libraries], maxLineBytes);
};

/** Longest line of `nvidia-smi` that is read, bytes. */
const MAX_SMI_LINE_BYTES = 4_096;

/** Starts the `nvidia-smi` of this path with arguments. */
export const startSmi =
  (path: string) =>
  (args: readonly string[]): StartProcess =>
    startProgram(path, args, MAX_SMI_LINE_BYTES);

/**
 * Starts a program of this machine. Its environment is empty but for Node's compile cache, and it does not keep this
 * process from ending. Lines of more than `maxLineBytes` are left out.
 */
export const startProgram =
  (path: string, args: readonly string[], maxLineBytes: number): StartProcess =>
  ({ onLine, onEnd }) => {
    let hasEnded = false;
    const ended = (status?: unknown): void => {
      if (!hasEnded) onEnd(status === 0);
      hasEnded = true;
    };
    const child = spawned(path, args);
    if (!child) {
      setImmediate(ended);
      return { send: () => {}, end: () => {} };
    }
    child.on('error', ended);
    child.on('exit', ended);
    child.unref();
    // Without a free descriptor there are no pipes, and `error` follows.
    const { stdin, stdout }: Partial<typeof child> = child;
    for (const pipe of [stdin, stdout]) {
      // A pipe breaks when its process ends, which `exit` tells.
      pipe?.on('error', () => {});
      if (pipe instanceof Socket) pipe.unref();
    }
    stdout?.on('data', lineReader(maxLineBytes, onLine));
    return {
      send: (line) => void stdin?.write(`${line}\n`),
      end: () => void child.kill('SIGKILL'),
    };
  };

/** Undefined where `spawn` throws, as it does without memory for another process; of other errors `error` tells. */
function spawned(
  path: string,
  args: readonly string[],
): ChildProcessByStdio<Writable, Readable, null> | undefined {
  try {
    return spawn(path, args, { stdio: ['pipe', 'pipe', 'ignore'], env: withCompileCache() });
  } catch {
    return undefined;
  }
}

/** Node adds a folder for its version to the one that it is given. */
function withCompileCache(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}
