import { isDeepStrictEqual } from 'node:util';
import type { Answer, Files } from '../files/index.ts';
import { desktopOf } from './desktop-programs.ts';
import { engineNamed } from './engines.ts';
import { type Identity, identify, identifyAs, type Surroundings } from './identify.ts';
import { linearPattern } from './linear-pattern.ts';
import { NO_MODEL } from './model-name.ts';
import type { Recognised } from './process.ts';
import {
  knowsStack,
  MAX_COMMAND_LINE_BYTES,
  MAX_ENVIRONMENT_BYTES,
  type ProcessStat,
  parseArguments,
  pickEnvironment,
} from './process-texts.ts';
import { nativeProgram, type Program, programName, programOf } from './program.ts';
import { partOf, roleOf } from './role.ts';

/** Marks processes as workers if their command line (arguments joined by spaces) matches. */
export interface Watch {
  /** Group of these workers: 1 to 64 characters. */
  readonly group: string;
  /** Name of the engine whose rules for port and model apply, whatever the program is called. */
  readonly engine?: string;
  readonly pattern: RegExp;
}

/** The user's patterns. */
export interface Patterns {
  readonly watch: readonly Watch[];
  /** Workers whose command line matches are not reported. */
  readonly ignore: readonly RegExp[];
  /** That of the hive. */
  readonly ownPid: number | null;
}

/** Determines the role of a process. */
export type Recogniser = (pid: number, argv: readonly string[], surroundings: Surroundings) => Recognised;

/** Patterns are tested only against this many characters of a command line. */
const MAX_LINE = 16_384;
/** The `rbee` program, from source or built. Its arguments may contain the command line of another program. */
const RBEE = /(?:^|\/)(?:rbee\/(?:src|dist)\/main\.[cm]?[jt]s|rbee\/bin\/rbee\.mjs|\.bin\/rbee)$/;

const isRbee = (program: Program | null): boolean =>
  program?.name === 'rbee' || RBEE.test(program?.script ?? '');

const NOTHING = { identity: null, part: null, desktop: null, ignored: false } as const;
const BOUNDARY: Recognised = { role: 'boundary', ...NOTHING };
/** A process that belongs to no worker, or of which nothing is known. */
export const NO_WORKER: Recognised = { role: 'other', ...NOTHING };

/**
 * Determines roles from the table of engines and the user's patterns. Throws a RangeError for a pattern that
 * `linearPattern` refuses.
 */
export function createRecogniser({ watch, ignore, ownPid }: Patterns): Recogniser {
  const watched = watch.map((it) => ({ ...it, pattern: linearPattern(it.pattern) }));
  const ignored = ignore.map(linearPattern);
  return (pid, argv, surroundings) => {
    const named = readAs(argv, surroundings);
    if (pid === ownPid || isRbee(named.program)) return BOUNDARY;
    const line = watched.length + ignored.length > 0 ? argv.join(' ').slice(0, MAX_LINE) : '';
    const { program, engine, part, role } =
      (named.role === 'other' && byExecutable(argv, surroundings)) || named;
    if (role === 'boundary') return BOUNDARY;
    const desktop = role === 'other' ? desktopOf(argv, program?.name) : null;
    const rule = watched.find(({ pattern }) => pattern.test(line));
    const identity = rule ? watchedAs(rule, program ?? anonymous(argv), engine, surroundings) : engine;
    return { role, identity, part, desktop, ignored: ignored.some((pattern) => pattern.test(line)) };
  };
}

/** What a command line says, without the user's patterns. */
interface Read extends Pick<Recognised, 'role' | 'part'> {
  readonly program: Program | null;
  readonly engine: Identity | null;
}

function readAs(argv: readonly string[], surroundings: Surroundings): Read {
  const program = programOf(argv);
  const engine = program ? identify(program, surroundings) : null;
  const part = engine ? null : partOf(argv, program);
  const role = engine ? 'server' : part ? 'part' : roleOf(argv, program);
  return { program, engine, part, role };
}

/** The first argument is a name that the starter chose: a symbolic link, or any word (`exec -a`). */
function byExecutable([name = '', ...args]: readonly string[], surroundings: Surroundings): Read | null {
  const path = surroundings.executable()?.replace(/ \(deleted\)$/, '');
  if (path === undefined || programName(path) === programName(name)) return null;
  const read = readAs([path, ...args], surroundings);
  return read.engine || read.part ? read : null;
}

/** For a command line that names no program behind its interpreter. */
const anonymous = ([name = '', ...rest]: readonly string[]): Program => nativeProgram(name, rest);

function watchedAs(
  { group, engine: rules }: Omit<Watch, 'pattern'>,
  program: Program,
  engine: Identity | null,
  surroundings: Surroundings,
): Identity {
  const named = rules === undefined ? undefined : engineNamed(rules);
  const identity = named ? identifyAs(named, program, surroundings) : engine;
  return identity
    ? { ...identity, group, watched: true }
    : { group, watched: true, engine: null, ports: [], addressed: false, socket: null, model: NO_MODEL };
}

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

/**
 * Consecutive attempts to read a doubtful command line. A process that is read before or during exec has no arguments
 * or only some of them; some processes never have any.
 */
const MAX_READS = 3;

/** True if a process cannot belong to a worker until it runs another program. Null: a kernel thread or a zombie. */
export const isNoWorker = (remembered: Remembered | null): boolean =>
  remembered === null || (!isServerOrPart(remembered) && !isUnsettled(remembered));

const isUnsettled = ({ doubt, reads }: Remembered): boolean => doubt !== null && reads < MAX_READS;

/** Determines the role of a process. */
export type Recognition = ReturnType<typeof createRecognition>;

/**
 * True if the cached role of a process need not be read again: it runs the same program and is in no doubt. With `retry` a
 * doubtful role is read again, however often it was read.
 */
export const isStillValid = (before: Remembered, stat: ProcessStat, retry: boolean): boolean =>
  (stat.leaderless || !mayHaveChanged(before, stat)) && !(retry && before.doubt !== null);

/** True if two results make the same of a process: one that stays in doubt is recognised again and again. */
export function saysTheSame(a: Remembered | null, b: Remembered | null): boolean {
  if (a === b || a === null || b === null) return a === b;
  return SAID.every((it) => isDeepStrictEqual(a[it], b[it]));
}

const SAID = [
  'role',
  'identity',
  'part',
  'desktop',
  'ignored',
] as const satisfies readonly (keyof Recognised)[];

/** Reads a command line. `before` is the cached result of the same process that is no longer valid, if any. */
export const createRecognition =
  (files: Files, procRoot: string, recogniser = createRecogniser({ watch: [], ignore: [], ownPid: null })) =>
  (pid: number, stat: ProcessStat, before?: Remembered): Remembered => {
    const directory = stat.leaderless ? threadOf(files, procRoot, pid) : `${procRoot}/${pid}`;
    const { command, stackStart } = stat;
    const sameProgram = before?.stackStart === stackStart && before.command === command;
    const text = files.text(`${directory}/cmdline`, MAX_COMMAND_LINE_BYTES);
    const line = text.ok ? text.value : '';
    const argv = parseArguments(line);
    const environment = lazySurroundings(files, directory);
    const known = argv.length > 0 ? recogniser(pid, argv, environment.surroundings) : NO_WORKER;
    const stays = before && isRetitled(before, stat) && !isServerOrPart(known);
    const whole =
      isWhole(line, MAX_COMMAND_LINE_BYTES) && (knowsStack(stat) || (sameProgram && before.reads > 0));
    const inDoubt = whole ? (environment.isInDoubt() ? 'environment' : null) : 'line';
    const doubt = stays ? before.doubt : inDoubt;
    const reads = doubt === null ? 0 : (sameProgram ? before.reads : 0) + 1;
    const readable = isReadable(files, directory);
    return { ...(stays ? before : known), readable, command, stackStart, doubt, reads };
  };

/**
 * The directory of a thread that still runs, for a process whose first thread has ended: its memory, arguments and
 * environment can be read there only. That of the process if there is none.
 */
export function threadOf(files: Files, procRoot: string, pid: number): string {
  const threads = files.names(`${procRoot}/${pid}/task`);
  const other = threads.ok ? threads.value.find((it) => it !== `${pid}`) : undefined;
  return other === undefined ? `${procRoot}/${pid}` : `${procRoot}/${pid}/task/${other}`;
}

/**
 * Another short name or stack address means another program. If the stack address may not be read, a process is read a
 * second time, because the first read may have been between fork and exec.
 */
const mayHaveChanged = (before: Remembered, { command, stackStart }: ProcessStat): boolean =>
  before.command !== command || before.stackStart !== stackStart || isUnsettled(before);

/** True if the role was certain and the stack address is unchanged: the process only changed its title. */
const isRetitled = (before: Remembered, stat: ProcessStat): boolean =>
  before.stackStart === stat.stackStart &&
  knowsStack(stat) &&
  isServerOrPart(before) &&
  before.doubt !== 'line';

/** The kernel ends each argument and each variable with a NUL. A text that was cut counts as whole: it stays cut. */
const isWhole = (text: string, maxBytes: number): boolean =>
  text.endsWith('\0') || Buffer.byteLength(text) >= maxBytes;

/** A server that changes its title stays a server, unless the title is that of a part. */
const isServerOrPart = ({ identity, part }: Recognised): boolean => identity !== null || part !== null;

/** Reading the namespace links needs the same right as reading files, environment and I/O counters (ptrace(2)). */
function isReadable(files: Files, directory: string): boolean {
  const link = files.link(`${directory}/ns/net`);
  return link.ok || link.refusal !== 'permission';
}

/** The lazily read facts of a process, and whether one of them could not be read. */
function lazySurroundings(
  files: Files,
  directory: string,
): { readonly surroundings: Surroundings; isInDoubt(): boolean } {
  let inDoubt = false;
  const surroundings: Surroundings = {
    variables: (names) => {
      const environment = files.text(`${directory}/environ`, MAX_ENVIRONMENT_BYTES);
      const text = environment.ok ? environment.value : '';
      if (!environment.ok || (text !== '' && !isWhole(text, MAX_ENVIRONMENT_BYTES))) inDoubt = true;
      if (environment.ok) return pickEnvironment(text, names);
      return environment.refusal === 'permission' ? null : new Map();
    },
    directory: () => {
      const link = files.link(`${directory}/cwd`);
      if (!link.ok) inDoubt = true;
      return link.ok ? link.value : null;
    },
    // Of another user's process it may often not be read; most processes are not engines, so that is no doubt.
    executable: () => {
      const link = files.link(`${directory}/exe`);
      return link.ok ? link.value : null;
    },
    file: (path, maxBytes) => {
      const text = textOf(files, directory, path, maxBytes);
      if (!text.ok) inDoubt = true;
      return text;
    },
  };
  return { surroundings, isInDoubt: () => inDoubt };
}

/** The text of a file that others fill, at a path as the process sees it. */
function textOf(files: Files, directory: string, path: string, maxBytes: number): Answer<string | null> {
  const start = path.startsWith('/') ? { ok: true as const, value: '' } : files.link(`${directory}/cwd`);
  if (!start.ok) return start;
  const whole = `${start.value}/${path}`;
  const slash = whole.lastIndexOf('/');
  const folder = files.foreign(`${directory}/root`, whole.slice(0, slash));
  if (!folder.ok) return folder;
  try {
    return folder.value.text(whole.slice(slash + 1), maxBytes);
  } finally {
    folder.value.close();
  }
}
