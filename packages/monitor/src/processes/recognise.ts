import { NO_MODEL } from '../naming/index.ts';
import { type Identity, identify } from './identify.ts';
import { type Program, programOf } from './program.ts';
import type { Recognised, Recogniser, Role } from './recognised.ts';
import { partOf } from './title.ts';
import { roleOf } from './wrapper.ts';

/** Marks processes as workers if their command line (arguments joined by spaces) matches. */
export interface Watch {
  /** Group of these workers: 1 to 64 characters. */
  readonly group: string;
  readonly pattern: RegExp;
}

/** The user's patterns. */
export interface Patterns {
  readonly watch: readonly Watch[];
  /** Workers whose command line matches are not reported. */
  readonly ignore: readonly RegExp[];
  /** Pid of the hive itself. */
  readonly ownPid: number | null;
}

/** Patterns are tested only against this many characters of a command line. */
const MAX_LINE = 16_384;
/** The `rbee` program, from source or built. Its arguments may contain the command line of another program. */
const RBEE = /(?:^|\/)(?:rbee\/(?:src|dist)\/main\.[cm]?[jt]s|rbee\/bin\/rbee\.mjs|\.bin\/rbee)$/;

const isRbee = (program: Program | null): boolean =>
  program?.name === 'rbee' || RBEE.test(program?.script ?? '');

/** Determines roles from the table of engines and the user's patterns. */
export function createRecogniser({ watch, ignore, ownPid }: Patterns): Recogniser {
  const watched = watch.map(({ group, pattern }) => ({ group, matches: matcher(pattern) }));
  const ignored = ignore.map(matcher);
  return (pid, argv, surroundings) => {
    const program = programOf(argv);
    if (pid === ownPid || isRbee(program)) return BOUNDARY;
    const line = watched.length + ignored.length > 0 ? argv.join(' ').slice(0, MAX_LINE) : '';
    const engine = program ? identify(program, surroundings) : null;
    const part = engine ? null : partOf(argv, program);
    const role: Role = engine ? 'server' : part ? 'part' : roleOf(argv, program);
    if (role === 'boundary') return BOUNDARY;
    const group = watched.find(({ matches }) => matches(line))?.group;
    const identity = group === undefined ? engine : ofGroup(group, engine);
    return { role, identity, part, ignored: ignored.some((matches) => matches(line)) };
  };
}

const BOUNDARY: Recognised = { role: 'boundary', identity: null, part: null, ignored: false };

const ofGroup = (group: string, engine: Identity | null): Identity =>
  engine
    ? { ...engine, group, watched: true }
    : { group, watched: true, engine: null, ports: [], addressed: false, socket: null, model: NO_MODEL };

/** Removes the flags g and y: with them `test` continues at `lastIndex` and would miss every second match. */
function matcher(pattern: RegExp): (line: string) => boolean {
  const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
  return (line) => stateless.test(line);
}
