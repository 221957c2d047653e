import { type Files, parsed } from '../files/index.ts';
import { byAge, MAX_COMMAND_LINE_BYTES, parseArguments, programLabel } from '../processes/index.ts';
import type { Worker } from '../workers/index.ts';

/** Names workers that were found only because they hold a GPU after their programs. */
export class ProgramNames {
  readonly #files: Files;
  readonly #procRoot: string;
  /** By key of the root; null for a program without a plain name. */
  #names: ReadonlyMap<string, string | null> = new Map();

  constructor(files: Files, procRoot: string) {
    this.#files = files;
    this.#procRoot = procRoot;
  }

  /** The names by key of the root. Each is read once while the worker runs; those of other workers are dropped. */
  look(workers: readonly Worker[]): ReadonlyMap<string, string> {
    const before = this.#names;
    this.#names = new Map(
      workers.flatMap((it) => {
        if (it.foundBy !== 'gpu') return [];
        const known = before.get(it.root.key);
        return [[it.root.key, known === undefined ? this.#nameOf(it) : known] as const];
      }),
    );
    return new Map([...this.#names].flatMap(([key, name]) => (name === null ? [] : [[key, name]])));
  }

  /** A launcher such as `torchrun` is named after what it launched. */
  #nameOf({ root, members }: Worker): string | null {
    const launched = root.role === 'launcher' ? members.filter((it) => it.role === 'other') : [];
    const { pid, command } = launched.toSorted(byAge)[0] ?? root;
    const line = this.#files.text(`${this.#procRoot}/${pid}/cmdline`, MAX_COMMAND_LINE_BYTES);
    return programLabel(parsed(line, parseArguments) ?? [], command);
  }
}
