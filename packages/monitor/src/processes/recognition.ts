import type { Files } from '../files/index.ts';
import type { ProcessStat } from './process-stat.ts';
import { parseArguments, pickEnvironment } from './process-texts.ts';
import { createRecogniser } from './recognise.ts';
import type { Recognised, Recogniser, Surroundings } from './recognised.ts';

/** Who a process is, and what its program was when that was found out. */
export interface Remembered extends Recognised {
  /** More than what everybody may know can be read of it: its files, its environment, its counters. */
  readonly readable: boolean;
  readonly command: string;
  readonly stackStart: string;
  /** What it was known by may be wrong: its command line was not whole, or its environment not given. */
  readonly doubt: 'line' | 'environment' | null;
  /** Times in a row that it was read in doubt. */
  readonly reads: number;
}

/** Reads who a process is. */
export interface Recognition {
  /** `before` is what was remembered of the same process, undefined at its first sight; `anew`: what is in doubt is read. */
  recognise(pid: number, stat: ProcessStat, before: Remembered | undefined, anew?: boolean): Remembered;
}

/**
 * Times in a row that what is in doubt is read: a process that was seen before its program started has no arguments
 * yet, one that is seen while it starts may have half of them, and some never have any.
 */
const MAX_READS = 3;

/**
 * Whether nothing of a process can be of a worker as long as it runs the same program; of what runs no code of its own
 * (null) as well.
 */
export const isSettledStranger = (remembered: Remembered | null): boolean =>
  remembered === null || (!isSomebody(remembered) && !isUnsettled(remembered));

const isUnsettled = ({ doubt, reads }: Remembered): boolean => doubt !== null && reads < MAX_READS;

const NOBODY: Recognised = { role: 'other', identity: null, part: null, ignored: false };

/**
 * A command line is read once in the life of a program, and again when another one may have taken its place or when what
 * was read is in doubt. Known engines are recognised, where no recogniser with the user's own patterns is given.
 */
export function createRecognition(
  files: Files,
  procRoot: string,
  recogniser: Recogniser = createRecogniser({ watch: [], ignore: [], ownPid: null }),
): Recognition {
  return {
    recognise: (pid, stat, before, anew = false) => {
      if (before && !mayHaveChanged(before, stat) && !(anew && before.doubt !== null)) return before;
      const directory = `${procRoot}/${pid}`;
      const { command, stackStart } = stat;
      const sameProgram = before?.stackStart === stackStart && before.command === command;
      const text = files.text(`${directory}/cmdline`);
      const line = text.ok ? text.value : '';
      const argv = parseArguments(line);
      const environment = askFor(files, directory);
      const known = argv.length > 0 ? recogniser(pid, argv, environment.surroundings) : NOBODY;
      const stays = before && isRetitled(before, stat) && !isSomebody(known);
      const whole = isWhole(line) && (isKnown(stackStart) || (sameProgram && before.reads > 0));
      const inDoubt = whole ? (environment.isInDoubt() ? 'environment' : null) : 'line';
      const doubt = stays ? before.doubt : inDoubt;
      const reads = doubt === null ? 0 : (sameProgram ? before.reads : 0) + 1;
      const readable = isReadable(files, directory);
      return { ...(stays ? before : known), readable, command, stackStart, doubt, reads };
    },
  };
}

/**
 * Another short name or another stack means another program. Where the stack may not be known, a second look tells a
 * process that was seen between its fork and its exec.
 */
const mayHaveChanged = (before: Remembered, { command, stackStart }: ProcessStat): boolean =>
  before.command !== command || before.stackStart !== stackStart || isUnsettled(before);

/** A program that was known for certain, and that has its stack still. */
const isRetitled = (before: Remembered, { stackStart }: ProcessStat): boolean =>
  before.stackStart === stackStart && isKnown(stackStart) && isSomebody(before) && before.doubt !== 'line';

/** The kernel ends each argument and each variable in a NUL. */
const isWhole = (text: string): boolean => text.endsWith('\0');

/** The kernel prints 0 or 1 to who may not look into a process (proc_pid_stat(5)). */
const isKnown = (stackStart: string): boolean => Number(stackStart) > 1;

/** A server that only changes its title stays what it is, unless the title says that it is a part. */
const isSomebody = ({ identity, part }: Recognised): boolean => identity !== null || part !== null;

/** A process's namespaces need the same right as its files, its environment and its counters (ptrace(2)). */
function isReadable(files: Files, directory: string): boolean {
  const link = files.link(`${directory}/ns/net`);
  return link.ok || link.refusal !== 'permission';
}

/** What can be asked of a process beside its command line, and whether something of it was not given. */
function askFor(
  files: Files,
  directory: string,
): { readonly surroundings: Surroundings; isInDoubt(): boolean } {
  let inDoubt = false;
  const surroundings: Surroundings = {
    variables: (names) => {
      const environment = files.text(`${directory}/environ`);
      if (!environment.ok || (environment.value !== '' && !isWhole(environment.value))) inDoubt = true;
      if (environment.ok) return pickEnvironment(environment.value, names);
      return environment.refusal === 'permission' ? null : new Map();
    },
    directory: () => {
      const link = files.link(`${directory}/cwd`);
      if (!link.ok) inDoubt = true;
      return link.ok ? link.value : null;
    },
  };
  return { surroundings, isInDoubt: () => inDoubt };
}
