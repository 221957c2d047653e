import koffi from 'koffi';
import { type Argument, FUNCTIONS, type NvmlFunction, type NvmlLibrary } from './library.ts';
import { CODES } from './return-codes.ts';

const KINDS = { handle: 'void *', memory: 'void *', text: 'str', u32: 'uint32_t', u64: 'uint64_t' } as const;

type Call = (...args: readonly Argument[]) => number;

/**
 * Loads the first of `paths` that can be loaded; undefined if none can. A path without a slash is searched for by the
 * dynamic linker.
 */
export function loadLibrary(paths: readonly string[]): NvmlLibrary | undefined {
  for (const path of paths) {
    try {
      return bound(koffi.load(path));
    } catch {
      // Most of the usual paths do not exist on a given machine.
    }
  }
  return undefined;
}

function bound(library: ReturnType<typeof koffi.load>): NvmlLibrary {
  const calls = new Map<NvmlFunction, Call | null>();
  const find = (name: NvmlFunction): Call | null => {
    const known = calls.get(name);
    if (known !== undefined) return known;
    const call = bind(library, name);
    calls.set(name, call);
    return call;
  };
  return {
    has: (name) => find(name) !== null,
    call: (name, ...args) => find(name)?.(...args) ?? CODES.functionNotFound,
    addressOf: (memory) => koffi.address(memory),
  };
}

/** Null if the library has no such function. */
function bind(library: ReturnType<typeof koffi.load>, name: NvmlFunction): Call | null {
  try {
    return library.func(
      name,
      'int',
      FUNCTIONS[name].map((kind) => KINDS[kind]),
    );
  } catch {
    return null;
  }
}
