import { words } from './argument-rules.ts';

/** The program, Python module, script or code that a command line runs, after interpreters are skipped. */
export interface Program {
  /** The interpreter that runs it; `native` without one. */
  readonly by: 'native' | 'python' | 'node';
  /** Base name of the program or script; empty for a module and for code. */
  readonly name: string;
  /** Python module given with `-m`; empty without one. */
  readonly module: string;
  /** Path of the interpreted script; empty without one. */
  readonly script: string;
  /** Python code given with `-c`, at most 4096 characters; empty without it. */
  readonly code: string;
  /** The arguments after it. */
  readonly rest: readonly string[];
}

type Argv = readonly string[];

/** Letters after the version: a build without the GIL (`t`), for debugging (`d`), with pymalloc (`m`). */
const PYTHON = /^(?:python|pypy|graalpy)[\d.]*[dmt]{0,3}(?:-dbg)?$/;
const NODE = /^(?:node|nodejs)$/;
/** The dynamic loader, called by name: ld.so(8). */
const LOADER = /^ld-(?:linux|musl)[\w.-]*\.so[.\d]*$/;
/** Nixpkgs' wrapProgram keeps the program itself as `.<name>-wrapped`. */
const WRAPPED = /^\.(.+)-wrapped$/;
const LOADER_OPTIONS_WITH_VALUE = words('--library-path --inhibit-rpath --audit --preload --argv0');
const PYTHON_OPTIONS_WITH_VALUE = words('--check-hash-based-pycs');
/** `-c code`, `-m module`, `-W` and `-X`; letters may be combined (`-um`), and the value may be attached (`-mvllm`). */
const PYTHON_LETTER_WITH_VALUE = /[cmWX]/;
const NODE_OPTIONS_WITH_VALUE = words('-r --require --import --loader -C --conditions');
const NODE_CODE = words('-e -p -pe --eval --print');
const MAX_CODE = 4096;

/**
 * Programs that run another program in their own process: QEMU's user-mode emulators, with the prefix that Docker's
 * BuildKit gives them, other emulators, and the loader of Actually Portable Executables. QEMU's emulators of whole
 * machines (`qemu-system-...`) and its tools do not.
 */
const EMULATOR =
  /^(?:(?:buildkit-)?qemu-(?:aarch64|alpha|arm|hexagon|hppa|i386|loongarch64|m68k|microblaze|mips|or1k|ppc|riscv|s390x|sh4|sparc|x86_64|xtensa)[\w+]*(?:-static)?|rosetta|box(?:64|86)|FEX(?:Interpreter|Loader)?|\.?ape(?:-[\d.]+)?)$/;
const EMULATOR_OPTIONS_WITH_VALUE = words(
  '-0 -B -D -E -L -R -U -cpu -d -dfilter -g -p -plugin -r -s -seed -tb-size -trace',
);

/** Base name of a path, without the decoration of Nixpkgs' wrappers. */
export const programName = (path: string): string => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return WRAPPED.exec(name)?.[1] ?? name;
};

/** Finds the program behind interpreters, emulators and the dynamic loader; null if the command line names none. */
export function programOf(argv: Argv): Program | null {
  let at = argv;
  // Each turn removes at least one argument.
  for (;;) {
    const [command, ...rest] = at;
    if (command === undefined) return null;
    const name = programName(command);
    if (PYTHON.test(name)) return ofPython(rest);
    if (NODE.test(name)) return ofNode(rest);
    if (LOADER.test(name)) at = afterOptions(rest, LOADER_OPTIONS_WITH_VALUE);
    else if (EMULATOR.test(name)) at = emulated(afterOptions(rest, EMULATOR_OPTIONS_WITH_VALUE));
    else return nativeProgram(name, rest);
  }
}

/** A program without an interpreter. */
export const nativeProgram = (name: string, rest: Argv): Program => ({ ...NOTHING, name, rest });

const NOTHING = { by: 'native', name: '', module: '', script: '', code: '' } as const;

/** With its flag P the kernel's binfmt_misc passes the path of the program and then the program's own arguments. */
function emulated(argv: Argv): Argv {
  const [path, first, ...rest] = argv;
  const isRepeated = path !== undefined && first !== undefined && programName(path) === programName(first);
  return isRepeated ? [path, ...rest] : argv;
}

function ofPython(args: Argv): Program | null {
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (!arg.startsWith('-') || arg === '-') return script('python', args, at);
    if (arg.startsWith('--')) {
      if (PYTHON_OPTIONS_WITH_VALUE.has(arg)) at += 1;
      continue;
    }
    const letterAt = arg.search(PYTHON_LETTER_WITH_VALUE);
    if (letterAt < 0) continue;
    const attached = arg.slice(letterAt + 1);
    const value = attached === '' ? (args[at + 1] ?? '') : attached;
    if (attached === '') at += 1;
    const rest = args.slice(at + 1);
    if (arg[letterAt] === 'm') return { ...NOTHING, by: 'python', module: value, rest };
    if (arg[letterAt] === 'c') return { ...NOTHING, by: 'python', code: value.slice(0, MAX_CODE), rest };
  }
  return null;
}

function ofNode(args: Argv): Program | null {
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (NODE_CODE.has(arg)) return null;
    if (NODE_OPTIONS_WITH_VALUE.has(arg)) at += 1;
    else if (!arg.startsWith('-')) return script('node', args, at);
  }
  return null;
}

const script = (by: Program['by'], args: Argv, at: number): Program | null => {
  const path = args[at] ?? '';
  if (path === '-') return null;
  return { ...NOTHING, by, name: programName(path), script: path, rest: args.slice(at + 1) };
};

/** Drops leading options and their values, and a single dash. */
function afterOptions(args: Argv, withValue: ReadonlySet<string>): Argv {
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--') return args.slice(at + 1);
    if (!arg.startsWith('-')) return args.slice(at);
    if (withValue.has(arg)) at += 1;
  }
  return [];
}

/**
 * True if Python code imports a module, or runs it by `runpy.run_module`. A module that is only mentioned, such as in a
 * text, does not count.
 */
export function importsModule(code: string, module: string): boolean {
  if (!code.includes(module)) return false;
  const name = module.replaceAll('.', '\\.');
  return new RegExp(`(?:^|[\\s;:])(?:from|import) +${name}(?![\\w.])|run_module\\( *['"]${name}['"]`).test(
    code,
  );
}
