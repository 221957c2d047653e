import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../tests/e2e/free-port.ts';
import { Child, cpuMsOf } from '../child.ts';

/** One of the stores of Debian that take remote write. */
interface Program {
  readonly name: string;
  readonly program: string;
  readonly path: string;
  readonly args: (port: number, folder: string) => readonly string[];
}

export const PROGRAMS: readonly Program[] = [
  {
    name: 'prometheus',
    program: 'prometheus',
    path: '/api/v1/write',
    args: (port, folder) => [
      `--config.file=${emptyFile(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-remote-write-receiver',
      '--log.level=error',
    ],
  },
  {
    name: 'victoria-metrics',
    program: 'victoria-metrics',
    path: '/api/v1/write',
    args: (port, folder) => [
      `-storageDataPath=${join(folder, 'data')}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      '-search.latencyOffset=1ms',
      '-retentionPeriod=100y',
      '-loggerLevel=ERROR',
    ],
  },
];

function emptyFile(folder: string, name: string): string {
  const path = join(folder, name);
  writeFileSync(path, '');
  return path;
}

/** The programs that are not installed. */
export const missing = (): readonly string[] =>
  [...PROGRAMS.map(({ program }) => program), 'promtool'].filter(
    (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined,
  );

/** A store with data of its own, which can be stopped and started again. */
export class Store {
  readonly name: string;
  readonly url: string;
  readonly #command: readonly string[];
  readonly #port: number;
  #child: Child;
  /** CPU time of the processes that have ended. */
  #pastMs = 0;

  private constructor({ name, program, path, args }: Program, port: number, folder: string) {
    this.name = name;
    this.#port = port;
    this.url = `http://127.0.0.1:${port}${path}`;
    this.#command = [program, ...args(port, folder)];
    this.#child = this.#start();
  }

  /** Starts a store whose data are below the folder. */
  static async start(program: Program, parent: string): Promise<Store> {
    const folder = join(parent, program.name);
    mkdirSync(folder, { recursive: true });
    const store = new Store(program, await freePort(), folder);
    await store.#child.untilListening(store.#port);
    return store;
  }

  get cpuMs(): number {
    return this.#pastMs + cpuMsOf(this.#child.pid);
  }

  async stop(): Promise<void> {
    this.#pastMs += cpuMsOf(this.#child.pid);
    await this.#child.end('SIGTERM');
  }

  async startAgain(): Promise<void> {
    this.#child = this.#start();
    await this.#child.untilListening(this.#port);
  }

  /** The value of an expression that gives one number at a time, in milliseconds since the epoch; undefined if there is none. */
  async value(query: string, time: number): Promise<number | undefined> {
    const url = new URL('/api/v1/query', this.url);
    url.search = String(new URLSearchParams({ query, time: String(time / 1_000), nocache: '1' }));
    const response = await fetch(url);
    const { data, error } = (await response.json()) as {
      data?: { result: { value: [number, string] }[] };
      error?: string;
    };
    if (!data) throw new Error(`${this.name} answered ${query} with ${error}`);
    const value = data.result[0]?.value[1];
    return value === undefined ? undefined : Number(value);
  }

  /** VictoriaMetrics answers from what it has written, some seconds after it was taken. */
  async flush(): Promise<void> {
    await (await fetch(new URL('/internal/force_flush', this.url))).arrayBuffer();
  }

  #start(): Child {
    return new Child(this.#command, { stdio: ['ignore', 'ignore', 'inherit'], killSignal: 'SIGKILL' });
  }
}
