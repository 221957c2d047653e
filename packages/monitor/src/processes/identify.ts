import { firstOf, hasOption, optionValue, portIn } from './command-line.ts';
import type { Engine, Start } from './engine.ts';
import { gapOf, modelInArguments, modelOf, variablesOfModel } from './engine-model.ts';
import { ENGINES } from './engines.ts';
import { type ModelSource, noModel, REFUSED_MODEL } from './model-name.ts';
import { importsModule, type Program } from './program.ts';
import { type ReadOfProcess, withSettingsFile } from './settings-file.ts';

/** Facts about a process that are read only when they are needed. */
export interface Surroundings {
  /** The named environment variables and no others; null if the environment may not be read. */
  variables(names: readonly string[]): ReadonlyMap<string, string> | null;
  /** Its working directory; null if it may not be read. */
  directory(): string | null;
  /** The file that it runs, whatever its first argument says; null if it may not be read. */
  executable(): string | null;
  /** A file that others fill, at a path as the process sees it. */
  readonly file: ReadOfProcess;
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
  /** Its arguments say that the daemon of Ray starts its ranks. */
  readonly usesRay?: boolean;
  /** Its arguments say that it takes no requests. */
  readonly isHeadless?: boolean;
}

/** Group of workers that are found by an engine's command line. */
export const ENGINE_GROUP = 'llm';

/** Recognises an inference server by its command line; null for all other programs. */
export function identify(program: Program, surroundings: Surroundings): Identity | null {
  for (const engine of ENGINES) {
    for (const start of engine.starts) {
      const args = argumentsAfter(start, program, surroundings);
      if (args) return describe(engine, program.name, args, surroundings);
    }
  }
  return null;
}

/** Reads a command line by the rules of an engine that the user named. */
export function identifyAs(engine: Engine, program: Program, surroundings: Surroundings): Identity {
  const subcommands = engine.starts.flatMap((it) => ('subcommands' in it ? (it.subcommands ?? []) : []));
  const args = afterSubcommand(subcommands, program.rest) ?? program.rest;
  return describe(engine, program.name, args, surroundings);
}

type Argv = readonly string[];

/** The engine's own arguments if the program matches this way of starting it; null otherwise. */
function argumentsAfter(start: Start, program: Program, { directory }: Surroundings): Argv | null {
  const { name, script, rest } = program;
  if ('script' in start) return isScript(start.script, script, directory) ? rest : null;
  if (program.by === 'node') return null;
  if ('module' in start) {
    if (!runsModule(start.module, program, directory)) return null;
    // Code can set its own arguments.
    return program.code !== '' && rest.length === 0 ? rest : afterSubcommand(start.subcommands, rest);
  }
  if (!sameName(start.program, name)) return null;
  if (start.bare && rest[0] !== undefined && !rest[0].startsWith('-')) return null;
  const has = (option: string) => hasOption(rest, option);
  if ((start.only && !start.only.some(has)) || start.not?.some(has)) return null;
  return afterSubcommand(start.subcommands, rest);
}

/** A name may begin or end in `*`, for programs whose file name includes a build or a model. */
function sameName(wanted: string, name: string): boolean {
  if (wanted.startsWith('*')) return name.endsWith(wanted.slice(1));
  return wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
}

/** True for `python -m <module>`, for the module's own file, and for code that imports the module. */
function runsModule(module: string, program: Program, directory: () => string | null): boolean {
  if (program.code !== '') return importsModule(program.code, module);
  if (program.script === '') return program.module === module;
  const path = module.replaceAll('.', '/');
  return [`${path}.py`, `${path}/__main__.py`].some((it) => isScript(it, program.script, directory));
}

/**
 * True if the script's path ends in `wanted`; a relative path is resolved in the working directory. The folders that
 * people clone a project into differ in case.
 */
function isScript(wanted: string, path: string, directory: () => string | null): boolean {
  const end = `/${wanted}`.toLowerCase();
  const given = path.toLowerCase();
  if (path === '' || !end.endsWith(`/${given.slice(given.lastIndexOf('/') + 1)}`)) return false;
  if (`/${given}`.endsWith(end)) return true;
  if (path.startsWith('/')) return false;
  return `${directory() ?? ''}/${given.replace(/^\.\//, '')}`.toLowerCase().endsWith(end);
}

function afterSubcommand(subcommands: Argv | undefined, args: Argv): Argv | null {
  if (!subcommands) return args;
  const words = subcommands
    .map((it) => it.split(' '))
    .find((it) => it.every((word, at) => args[at] === word));
  return words ? args.slice(words.length) : null;
}

/** The environment is asked only for what the arguments leave open. */
function describe(engine: Engine, name: string, given: Argv, surroundings: Surroundings): Identity {
  const { port: portSaid, socket: socketSaid, presets = {} } = engine;
  const { args, isRefused } = withSettingsFile(
    engine.settingsFile,
    given.flatMap((it) => (Object.hasOwn(presets, it) ? (presets[it] ?? []) : [it])),
    surroundings.file,
  );
  const option = (it: string) => optionValue(args, it);
  const model = modelInArguments(engine, name, args);
  let socket = firstOf(socketSaid?.options, option, socketPath);
  let port = firstOf(portSaid.options, option, portIn);
  const hostIsGiven = socketSaid?.options?.some((it) => option(it) !== null) === true;
  const wanted = [
    ...(port === null && socket === null ? (portSaid.variables ?? []) : []),
    ...(hostIsGiven ? [] : (socketSaid?.variables ?? [])),
    ...variablesOfModel(engine, model),
  ];
  const environment = wanted.length > 0 ? surroundings.variables(wanted) : NOTHING;
  const variable = (it: string) => environment?.get(it) ?? null;
  if (!hostIsGiven) socket ??= firstOf(socketSaid?.variables, variable, socketPath);
  port ??= firstOf(portSaid.variables, variable, portIn);
  return {
    group: ENGINE_GROUP,
    watched: false,
    engine,
    socket,
    addressed: socket !== null || port !== null,
    ports: socket === null ? portsOf(port, portSaid.byDefault) : [],
    isHeadless: engine.headless?.some((it) => hasOption(args, it)) === true,
    usesRay: engine.ray?.some((it) => option(it) === 'ray') === true,
    model:
      modelOf(engine, model, variable) ??
      (environment === null || isRefused ? REFUSED_MODEL : noModel(gapOf(engine, args, variable))),
  };
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** Port 0 means any free port, so it is not a known port. */
const portsOf = (port: number | null, byDefault: readonly number[]): readonly number[] =>
  port === null ? byDefault : port === 0 ? [] : [port];

/** A host option that holds the path of a Unix socket, as llama.cpp and uvicorn accept it. */
const socketPath = (value: string): string | null =>
  /^(?:unix:)?(?:\/|[^:]*\.sock$)/.test(value) ? value.replace(/^unix:(?:\/\/(?=\/))?/, '') : null;
