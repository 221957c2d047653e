import { fileURLToPath } from 'node:url';
import HIVE_FLAGS from '../apps/rbee/bin/small.json' with { type: 'json' };
import { Child } from './child.ts';
import type { User } from './isolation.ts';
import type { Measured } from './measured.ts';

const TITLES = {
  monitor: 'one sample of the monitor, as in a hive',
  'kept-open': 'the same files read, kept open',
  'stat-kept-open': 'the same, plus `stat` of every process in every sample',
  'opened-each-time': 'the same files opened, read and closed',
  'monitor-optimised': "one sample of the monitor with Node's optimising compilers",
} as const;

const PROGRAM = fileURLToPath(new URL('subject.ts', import.meta.url));

/** What `subject.ts` can measure. */
export type SubjectName = keyof typeof TITLES;

/** The answer of `subject.ts` to a number of samples. */
export interface RoundAnswer {
  readonly cpuMs: readonly number[];
  /** Workers in the last sample; only the monitor finds them. */
  readonly workers: number;
  readonly processes: number;
}

/** A process that takes samples and measures their CPU time. */
export class Subject implements Measured {
  readonly title: string;
  readonly #child: Child;
  /** The answer to the last round. */
  last: RoundAnswer = { cpuMs: [], workers: 0, processes: 0 };

  constructor(name: SubjectName, user: User) {
    const flags = name === 'monitor' ? HIVE_FLAGS : [];
    this.title = TITLES[name];
    this.#child = new Child([process.execPath, ...flags, PROGRAM, name], {
      ...user,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  async round(samples: number): Promise<readonly number[]> {
    this.last = (await this.#child.ask(samples)) as RoundAnswer;
    return this.last.cpuMs;
  }

  end(): Promise<void> {
    return this.#child.end();
  }
}
