import type { Files } from '../files/index.ts';
import type { ProcessStat } from './process-stat.ts';
import { parseArguments, pickEnvironment } from './process-texts.ts';
import { createRecogniser } from './recognise.ts';
import type { Recognised, Recogniser, Surroundings } from './recognised.ts';

/** Cached role of a process, with the state of the program for which it was determined. */
export interface Remembered extends Recognised {
  /** Its private files (descriptors, environment, I/O counters) may be read. */
  readonly readable: boolean;
  readonly command: string;
  readonly stackStart: string;
  /** The result may be wrong: the command line was incomplete or the environment could not be read. */
  readonly doubt: 'line' | 'environment' | null;
  /** Consecutive reads with a doubtful result. */
  readonly reads: number;
}

/** Determines and caches the role of a process. */
export interface Recognition {
  /** `before` is the cached result of the same process, if any. `retry`: read a doubtful result again. */
  recognise(pid: number, stat: ProcessStat, before: Remembered | undefined, retry?: boolean): Remembered;
}

/**
 * Consecutive attempts to read a doubtful command line. A process that is read before or during exec has no arguments
 * or only some of them; some processes never have any.
 */
const MAX_READS = 3;

/**
 * True if a process cannot belong to a worker until it runs another program. Also true for kernel threads and zombies
 * (null).
 */
export const isNoWorker = (remembered: Remembered | null): boolean =>
  remembered === null || (!isServerOrPart(remembered) && !isUnsettled(remembered));

const isUnsettled = ({ doubt, reads }: Remembered): boolean => doubt !== null && reads < MAX_READS;

const NO_WORKER: Recognised = { role: 'other', identity: null, part: null, ignored: false };

/**
 * Reads a command line once per program, and again after an exec or if the result is doubtful. The default recogniser
 * knows the table of engines and no user patterns.
 */
export function createRecognition(
  files: Files,
  procRoot: string,
  recogniser: Recogniser = createRecogniser({ watch: [], ignore: [], ownPid: null }),
): Recognition {
  return {
    recognise: (pid, stat, before, retry = false) => {
      if (before && !mayHaveChanged(before, stat) && !(retry && before.doubt !== null)) return before;
      const directory = `${procRoot}/${pid}`;
      const { command, stackStart } = stat;
      const sameProgram = before?.stackStart === stackStart && before.command === command;
      const text = files.text(`${directory}/cmdline`);
      const line = text.ok ? text.value : '';
      const argv = parseArguments(line);
      const environment = askFor(files, directory);
      const known = argv.length > 0 ? recogniser(pid, argv, environment.surroundings) : NO_WORKER;
      const stays = before && isRetitled(before, stat) && !isServerOrPart(known);
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
 * Another short name or stack address means another program. If the stack address may not be read, a process is read a
 * second time, because the first read may have been between fork and exec.
 */
const mayHaveChanged = (before: Remembered, { command, stackStart }: ProcessStat): boolean =>
  before.command !== command || before.stackStart !== stackStart || isUnsettled(before);

/** True if the role was certain and the stack address is unchanged. */
const isRetitled = (before: Remembered, { stackStart }: ProcessStat): boolean =>
  before.stackStart === stackStart &&
  isKnown(stackStart) &&
  isServerOrPart(before) &&
  before.doubt !== 'line';

/** The kernel ends each argument and each variable with a NUL. */
const isWhole = (text: string): boolean => text.endsWith('\0');

/** The kernel prints 0 or 1 if the reader has no right to know the address (proc_pid_stat(5)). */
const isKnown = (stackStart: string): boolean => Number(stackStart) > 1;

/** A server that changes its title stays a server, unless the title is that of a part. */
const isServerOrPart = ({ identity, part }: Recognised): boolean => identity !== null || part !== null;

/** Reading the namespace links needs the same right as reading files, environment and I/O counters (ptrace(2)). */
function isReadable(files: Files, directory: string): boolean {
  const link = files.link(`${directory}/ns/net`);
  return link.ok || link.refusal !== 'permission';
}

/** The lazily read facts of a process, and whether one of them could not be read. */
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
