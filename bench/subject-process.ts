import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import HIVE_FLAGS from '../apps/rbee/bin/small.json' with { type: 'json' };
import type { Measured } from './measured.ts';
import type { User } from './user.ts';

const TITLES = {
  monitor: 'one sample of the monitor, as in a hive',
  'kept-open': 'the same files read, kept open',
  'stat-kept-open': 'the same, plus `stat` of every process in every sample',
  'opened-each-time': 'the same files opened, read and closed',
  'monitor-optimised': "one sample of the monitor with Node's optimising compilers",
} as const;

/** What is measured in a process of ours. */
export type SubjectName = keyof typeof TITLES;

/** Whether a process can be told to be that. */
export const isSubjectName = (name: string | undefined): name is SubjectName =>
  name !== undefined && Object.hasOwn(TITLES, name);

/** What a subject answers to the number of samples that it is told to take. */
export interface RoundAnswer {
  readonly cpuMs: readonly number[];
  /** Workers that the monitor found in its last sample. */
  readonly workers: number;
  readonly processes: number;
}

/** A subject, with what it saw. */
export interface Subject extends Measured {
  seen(): Pick<RoundAnswer, 'workers' | 'processes'>;
}

/** Starts one, as that user. */
export function startSubject(name: SubjectName, user: User): Subject {
  const execArgv = name === 'monitor' ? HIVE_FLAGS : [];
  const child = fork(fileURLToPath(new URL('subject.ts', import.meta.url)), [name], { ...user, execArgv });
  const gone = once(child, 'exit');
  let last: RoundAnswer = { cpuMs: [], workers: 0, processes: 0 };
  return {
    title: TITLES[name],
    seen: () => last,
    round: async (samples) => {
      const answered = once(child, 'message');
      child.send(samples);
      const [answer] = await Promise.race([
        answered,
        gone.then(([status]) => {
          throw new Error(`The process of "${TITLES[name]}" ended with ${status}.`);
        }),
      ]);
      last = answer as RoundAnswer;
      return last.cpuMs;
    },
    end: async () => {
      child.kill();
      await gone;
    },
  };
}
