import { words } from './argument-rules.ts';
import type { PositionalModel } from './engine.ts';

/** The program, Python module or script that a command line runs, after interpreters are skipped. */
export interface Program {
  /** The interpreter that runs it; `native` without one. */
  readonly by: 'native' | 'python' | 'node';
  /** Base name of the program or script; empty for a module. */
  readonly name: string;
  /** Python module given with `-m`; empty without one. */
  readonly module: string;
  /** Path of the interpreted script; empty without one. */
  readonly script: string;
  /** The arguments after it. */
  readonly rest: readonly string[];
}

const PYTHON = /^(?:python|pypy)[\d.]*$/;
const NODE = /^(?:node|nodejs)$/;
/** The dynamic loader, called by name: ld.so(8). */
const LOADER = /^ld-(?:linux|musl)[\w.-]*\.so[.\d]*$/;
/** Nixpkgs' wrapProgram keeps the program itself as `.<name>-wrapped`. */
const WRAPPED = /^\.(.+)-wrapped$/;
const LOADER_OPTIONS_WITH_VALUE = words('--library-path --inhibit-rpath --audit --preload --argv0');
const PYTHON_OPTIONS_WITH_VALUE = words('-W -X --check-hash-based-pycs');
const NODE_OPTIONS_WITH_VALUE = words('-r --require --import --loader -C --conditions');
/** Options that are followed by code instead of a script; the letter may be combined with others (`-Sc`). */
const PYTHON_CODE = /^-[a-zA-Z]*c/;
const PYTHON_MODULE = /^-[a-zA-Z]*?m(.*)$/;
const NODE_CODE = words('-e -p -pe --eval --print');

/** Base name of a path, without the decoration of Nixpkgs' wrappers. */
export const programName = (path: string): string => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return WRAPPED.exec(name)?.[1] ?? name;
};

/** Finds the program behind `python`, `node` and the dynamic loader; null if the command line names none. */
export function programOf(argv: readonly string[]): Program | null {
  const [command, ...rest] = argv;
  if (command === undefined) return null;
  const name = programName(command);
  if (PYTHON.test(name)) return ofPython(rest);
  if (NODE.test(name)) return ofNode(rest);
  if (LOADER.test(name)) return programOf(afterOptions(rest, LOADER_OPTIONS_WITH_VALUE));
  return { by: 'native', name, module: '', script: '', rest };
}

function ofPython(args: readonly string[]): Program | null {
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (PYTHON_OPTIONS_WITH_VALUE.has(arg)) at += 1;
    else if (arg.startsWith('--') || /^-[WX]/.test(arg)) continue;
    else if (!arg.startsWith('-') || arg === '-') return script('python', args, at);
    else if (PYTHON_CODE.test(arg)) return null;
    else {
      const attached = PYTHON_MODULE.exec(arg)?.[1];
      if (attached === undefined) continue;
      const module = attached === '' ? (args[at + 1] ?? '') : attached;
      return { by: 'python', name: '', module, script: '', rest: args.slice(at + (attached === '' ? 2 : 1)) };
    }
  }
  return null;
}

function ofNode(args: readonly string[]): Program | null {
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (NODE_CODE.has(arg)) return null;
    if (NODE_OPTIONS_WITH_VALUE.has(arg)) at += 1;
    else if (!arg.startsWith('-')) return script('node', args, at);
  }
  return null;
}

const script = (by: Program['by'], args: readonly string[], at: number): Program | null => {
  const path = args[at] ?? '';
  if (path === '-') return null;
  return { by, name: programName(path), module: '', script: path, rest: args.slice(at + 1) };
};

/** Drops leading options and their values. */
function afterOptions(args: readonly string[], withValue: ReadonlySet<string>): readonly string[] {
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--') return args.slice(at + 1);
    if (!arg.startsWith('-')) return args.slice(at);
    if (withValue.has(arg)) at += 1;
  }
  return [];
}

const plain = (name: string): string => name.replaceAll('_', '-');

/**
 * The value of an option, as `--name value` or `--name=value`; the last one if it is repeated. Underscores equal
 * dashes, as in vLLM and TensorRT-LLM. Null if it is not given or has no value.
 */
export function optionValue(args: readonly string[], name: string): string | null {
  let value: string | null = null;
  for (const [at, arg] of args.entries()) {
    if (!arg.startsWith('-')) continue;
    const equals = arg.indexOf('=');
    if (equals > 0 && plain(arg.slice(0, equals)) === name) value = arg.slice(equals + 1);
    if (plain(arg) === name) value = operand(args[at + 1]) ?? value;
  }
  return value === '' ? null : value;
}

const FLAG = /^--(?:enable|disable|no)-/;

/**
 * The first positional argument. An argument after an unknown option is skipped, because it may be the option's value,
 * and a value may be a secret.
 */
export function positional(args: readonly string[], { oneValue, noValue }: PositionalModel): string | null {
  let inValues = false;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (!arg.startsWith('-')) {
      if (!inValues && arg !== '') return arg;
      continue;
    }
    const name = plain(arg.split('=', 1)[0] ?? '');
    const closed = arg.includes('=') || noValue.has(name) || FLAG.test(name);
    inValues = !closed && !oneValue.has(name);
    if (!closed && oneValue.has(name) && operand(args[at + 1]) !== null) at += 1;
  }
  return null;
}

/** The argument if it is not an option; null otherwise. */
const operand = (arg: string | undefined): string | null =>
  arg === undefined || arg === '' || arg.startsWith('-') ? null : arg;

/** A TCP port: `8080`, `:8080`, `[::1]:8080` or `http://host:8080`; null if the text contains none. */
export function portIn(text: string): number | null {
  const digits = /^\d+$/.test(text) ? text : hostPort(text);
  const port = digits === null ? Number.NaN : Number(digits);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : null;
}

const DEFAULTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

function hostPort(text: string): string | null {
  const [, scheme = '', host = ''] = /^(?:([a-z]+:)\/\/)?([^/]*)/i.exec(text) ?? [];
  return /^(?:\[[^\]]*\]|[^:]*):(\d+)$/.exec(host)?.[1] ?? DEFAULTS[scheme.toLowerCase()] ?? null;
}
