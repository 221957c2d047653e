import type { LibraryHandle } from 'koffi';
import { type Argument, FUNCTIONS, type NvmlFunction, type NvmlLibrary } from './library.ts';
import { CODES } from './return-codes.ts';

const KINDS = { handle: 'void *', memory: 'void *', text: 'str', u32: 'uint32_t', u64: 'uint64_t' } as const;

type Call = (...args: readonly Argument[]) => number;

/**
 * Loads the first of `paths` that can be loaded; undefined if none can. A path without a slash is searched for by the
 * dynamic linker. Koffi is loaded only in the process that calls the driver: it takes memory, and does not exist for
 * every platform.
 */
export async function loadLibrary(paths: readonly string[]): Promise<NvmlLibrary | undefined> {
  const koffi = await import('koffi').catch(() => undefined);
  if (!koffi) return undefined;
  for (const path of paths) {
    try {
      return bound(koffi.load(path), koffi.address);
    } catch {
      // Most of the usual paths do not exist on a given machine.
    }
  }
  return undefined;
}

function bound(library: LibraryHandle, addressOf: NvmlLibrary['addressOf']): NvmlLibrary {
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
    addressOf,
  };
}

/** Null if the library has no such function. */
function bind(library: LibraryHandle, name: NvmlFunction): Call | null {
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
