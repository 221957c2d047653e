import { NO_MODEL } from '../naming/index.ts';
import { type Identity, identify } from './identify.ts';
import { type Program, programOf } from './program.ts';
import type { Recognised, Recogniser, Role } from './recognised.ts';
import { partOf } from './title.ts';
import { roleOf } from './wrapper.ts';

/** Processes that the user names as workers: those whose command line matches, arguments joined by spaces. */
export interface Watch {
  /** Group of the workers: 1-64 characters. */
  readonly group: string;
  readonly pattern: RegExp;
}

/** What the user says of who is a worker. */
export interface Patterns {
  readonly watch: readonly Watch[];
  /** Workers whose command line matches are left out. */
  readonly ignore: readonly RegExp[];
  /** Pid of the hive itself. */
  readonly ownPid: number | null;
}

/** Longest command line that patterns are tried on, characters. */
const MAX_LINE = 16_384;
/** The program of this project, run from source or built; its command line may hold another one's. */
const RBEE = /(?:^|\/)(?:rbee\/(?:src|dist)\/main\.[cm]?[jt]s|rbee\/bin\/rbee\.mjs|\.bin\/rbee)$/;

const isRbee = (program: Program | null): boolean =>
  program?.name === 'rbee' || RBEE.test(program?.script ?? '');

/** Decides what a process is, by the table of engines and the user's own patterns. */
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

/** A pattern that remembers where it stopped would miss every other line. */
function matcher(pattern: RegExp): (line: string) => boolean {
  const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
  return (line) => stateless.test(line);
}
