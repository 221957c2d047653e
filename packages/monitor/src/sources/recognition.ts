import { type ProcessStat, parseArguments, pickEnvironment } from '../proc/index.ts';
import { createRecogniser, type Recognised, type Recogniser, type Surroundings } from '../workers/index.ts';
import type { Files } from './files.ts';

/** Who a process is, and what its program was when that was found out. */
export interface Remembered extends Recognised {
  /** More than what everybody may know can be read of it: its files, its environment, its counters. */
  readonly readable: boolean;
  readonly command: string;
  readonly stackStart: string;
  /** Times that its command line was read. */
  readonly reads: number;
}

/** Reads who a process is. */
export interface Recognition {
  /** `before` is what was remembered of the same process, undefined at its first sight. */
  recognise(pid: number, stat: ProcessStat, before: Remembered | undefined): Remembered;
}

/** A process that was seen before its program started has no arguments yet; one that never has any is let be. */
const MAX_READS = 2;

/**
 * Whether nothing of a process can be of a worker as long as it runs the same program; of what runs no code of its own
 * (null) as well.
 */
export const isSettledStranger = (remembered: Remembered | null): boolean =>
  remembered === null || (!isSomebody(remembered) && remembered.reads >= MAX_READS);

const NOBODY: Recognised = { role: 'other', identity: null, part: null, ignored: false };

/**
 * A command line is read once in the life of a program, and again when another one may have taken its place. Known
 * engines are recognised, where no recogniser with the user's own patterns is given.
 */
export function createRecognition(
  files: Files,
  procRoot: string,
  recogniser: Recogniser = createRecogniser({ watch: [], ignore: [], ownPid: null }),
): Recognition {
  return {
    recognise: (pid, stat, before) => {
      if (before && !mayHaveChanged(before, stat)) return before;
      const directory = `${procRoot}/${pid}`;
      const text = files.text(`${directory}/cmdline`);
      const argv = text.ok ? parseArguments(text.value) : [];
      const { command, stackStart } = stat;
      const sameProgram = before?.stackStart === stackStart;
      const reads = argv.length === 0 || !isKnown(stackStart) ? (before?.reads ?? 0) + 1 : MAX_READS;
      const known = argv.length > 0 ? recogniser(pid, argv, surroundingsOf(files, directory)) : NOBODY;
      const stays = before && sameProgram && isKnown(stackStart) && isSomebody(before) && !isSomebody(known);
      const readable = before && sameProgram ? before.readable : isReadable(files, directory);
      return { ...(stays ? before : known), readable, command, stackStart, reads };
    },
  };
}

/**
 * Another short name or another stack means another program. Where the stack may not be known, a second look tells a
 * process that was seen between its fork and its exec.
 */
const mayHaveChanged = (before: Remembered, { command, stackStart }: ProcessStat): boolean =>
  before.command !== command || before.stackStart !== stackStart || before.reads < MAX_READS;

/** The kernel prints 0 or 1 to who may not look into a process (proc_pid_stat(5)). */
const isKnown = (stackStart: string): boolean => Number(stackStart) > 1;

/** A server that only changes its title stays what it is, unless the title says that it is a part. */
const isSomebody = ({ identity, part }: Recognised): boolean => identity !== null || part !== null;

/** A process's namespaces need the same right as its files, its environment and its counters (ptrace(2)). */
function isReadable(files: Files, directory: string): boolean {
  const link = files.link(`${directory}/ns/net`);
  return link.ok || link.refusal !== 'permission';
}

const surroundingsOf = (files: Files, directory: string): Surroundings => ({
  variables: (names) => {
    const environment = files.text(`${directory}/environ`);
    if (environment.ok) return pickEnvironment(environment.value, names);
    return environment.refusal === 'permission' ? null : new Map();
  },
  directory: () => {
    const link = files.link(`${directory}/cwd`);
    return link.ok ? link.value : null;
  },
});
