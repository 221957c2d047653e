import { type SpawnOptions, spawn } from 'node:child_process';

/** What is checked of the installed packages, in words, and how. It throws if something is wrong. */
export interface Check {
  readonly name: string;
  run(): Promise<void>;
}

/** Where the packages are installed, and what they are tried with. */
export interface Consumer {
  /** A folder outside of the project in which the tarballs are installed. */
  readonly folder: string;
  /** Paths of the tarballs that can be imported. */
  readonly libraries: readonly string[];
  /** Paths of Node programs by their major version. */
  readonly nodes: ReadonlyMap<string, string>;
}

/** How long a command may take, milliseconds: builds are slow on a busy machine. */
const MAX_MS = 600_000;

/** Runs a command to its end; resolves with its standard output. Rejects with the end of its output if it fails. */
export async function run(command: string, args: readonly string[], options: SpawnOptions): Promise<string> {
  const child = spawn(command, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.timeout(MAX_MS),
  });
  let output = '';
  let all = '';
  child.stdout?.on('data', (bytes) => {
    output += bytes;
    all += bytes;
  });
  child.stderr?.on('data', (bytes) => {
    all += bytes;
  });
  const status = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: status ${status}\n${all.slice(-4_000)}`);
  return output;
}

/** Throws unless a text has another one, or a pattern, in it. */
export function demand(text: string, wanted: string | RegExp): void {
  const found = typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
  if (!found) throw new Error(`"${wanted}" is not in:\n${text.slice(0, 2_000)}`);
}
