import type { Program } from './command-line.ts';
import { optionValue, portIn, positional } from './command-line.ts';
import type { Engine, Said, Start } from './engine.ts';
import { ENGINES } from './engines.ts';
import { type ModelSource, modelSource, NO_MODEL, REFUSED_MODEL } from './model-name.ts';

/** Facts about a process that are read only when they are needed. */
export interface Surroundings {
  /** The named environment variables and no others; null if the environment may not be read. */
  variables(names: readonly string[]): ReadonlyMap<string, string> | null;
  /** Its working directory; null if it may not be read. */
  directory(): string | null;
}

/** An inference server according to its command line and environment. */
export interface Identity {
  readonly group: string;
  /** It matches one of the user's watch patterns. */
  readonly watched: boolean;
  /** Null for a program that matches only a watch pattern. */
  readonly engine: Engine | null;
  /** Configured ports, else the engine's default ports, the most likely first; empty if none is known. */
  readonly ports: readonly number[];
  /** The address is configured on the command line or in the environment; otherwise `ports` are defaults. */
  readonly addressed: boolean;
  /** Path of the configured Unix socket. */
  readonly socket: string | null;
  readonly model: ModelSource;
}

/** Group of workers that are found by an engine's command line. */
export const ENGINE_GROUP = 'llm';

/** Recognises an inference server by its command line; null for all other programs. */
export function identify(program: Program, surroundings: Surroundings): Identity | null {
  for (const engine of ENGINES) {
    for (const start of engine.starts) {
      const args = argumentsAfter(start, program, surroundings);
      if (args) return describe(engine, args, surroundings);
    }
  }
  return null;
}

type Argv = readonly string[];

/** The engine's own arguments if the program matches this way of starting it; null otherwise. */
function argumentsAfter(start: Start, program: Program, { directory }: Surroundings): Argv | null {
  if ('script' in start) return isScript(start.script, program.script, directory) ? program.rest : null;
  if (program.by === 'node') return null;
  if ('module' in start) {
    return program.module === start.module ? afterSubcommand(start.subcommands, program.rest) : null;
  }
  if (!sameName(start.program, program.name)) return null;
  if (start.bare && program.rest[0] !== undefined && !program.rest[0].startsWith('-')) return null;
  return afterSubcommand(start.subcommands, program.rest);
}

/** A name may end in `*`, for programs whose file name includes a build. */
const sameName = (wanted: string, name: string): boolean =>
  wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted;

/** True if the script's path ends in `wanted`; a relative path is resolved in the working directory. */
function isScript(wanted: string, path: string, directory: () => string | null): boolean {
  if (path === '' || !wanted.endsWith(`/${path.slice(path.lastIndexOf('/') + 1)}`)) return false;
  if (`/${path}`.endsWith(`/${wanted}`)) return true;
  return !path.startsWith('/') && `${directory() ?? ''}/${path.replace(/^\.\//, '')}`.endsWith(`/${wanted}`);
}

function afterSubcommand(subcommands: Argv | undefined, args: Argv): Argv | null {
  if (!subcommands) return args;
  const words = subcommands
    .map((it) => it.split(' '))
    .find((it) => it.every((word, at) => args[at] === word));
  return words ? args.slice(words.length) : null;
}

/** The environment is asked only for what the arguments leave open. */
function describe(engine: Engine, args: Argv, surroundings: Surroundings): Identity {
  const inOptions = <T>(said: Said | undefined, read: (value: string) => T | null) =>
    firstOf(said?.options, (name) => optionValue(args, name), read);
  const { positional: rules } = engine.model ?? {};
  let socket = inOptions(engine.socket, socketPath);
  let port = socket === null ? inOptions(engine.port, portIn) : null;
  const model = inOptions(engine.model, told) ?? (rules ? told(positional(args, rules) ?? '') : null);
  const isAddressed = socket !== null || port !== null;
  const wanted = [
    ...(isAddressed ? [] : [engine.port, engine.socket].flatMap((it) => it?.variables ?? [])),
    ...(model === null ? (engine.model?.variables ?? []) : []),
  ];
  const environment = wanted.length > 0 ? surroundings.variables(wanted) : NOTHING;
  const inVariables = <T>(said: Said | undefined, read: (value: string) => T | null) =>
    firstOf(said?.variables, (name) => environment?.get(name) ?? null, read);
  if (!isAddressed) {
    socket = inVariables(engine.socket, socketPath);
    port = inVariables(engine.port, portIn);
  }
  return {
    group: ENGINE_GROUP,
    watched: false,
    engine,
    socket,
    addressed: socket !== null || port !== null,
    ports: socket === null ? portsOf(port, engine.port.byDefault) : [],
    model: model ?? inVariables(engine.model, told) ?? (environment === null ? REFUSED_MODEL : NO_MODEL),
  };
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** Port 0 means any free port, so it is not a known port. */
const portsOf = (port: number | null, byDefault: readonly number[]): readonly number[] =>
  port === null ? byDefault : port === 0 ? [] : [port];

/** A host option that holds the path of a Unix socket, as llama.cpp and uvicorn accept it. */
const socketPath = (value: string): string | null =>
  /^(?:unix:)?(?:\/|[^:]*\.sock$)/.test(value) ? value.replace(/^unix:(?:\/\/(?=\/))?/, '') : null;

/** The first of several comma-separated names, as llama.cpp accepts them. */
const told = (value: string): ModelSource | null => modelSource(value.split(',')[0] ?? '');

function firstOf<T>(
  names: readonly string[] | undefined,
  look: (name: string) => string | null,
  read: (value: string) => T | null,
): T | null {
  for (const name of names ?? []) {
    const value = look(name);
    const found = value === null ? null : read(value);
    if (found !== null) return found;
  }
  return null;
}
