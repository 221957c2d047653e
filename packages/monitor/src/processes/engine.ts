import type { EngineKind, WorkerOrigin } from '@rbee/contract';

/**
 * A way in which an engine is started; what follows it on the command line are the engine's own arguments. A program's
 * name may end in `*`, a subcommand may be of several words, and `bare` is without any subcommand.
 */
export type Start =
  | { readonly program: string; readonly subcommands?: readonly string[]; readonly bare?: true }
  | { readonly module: string; readonly subcommands?: readonly string[] }
  | { readonly script: string };

/** Options and documented variables that hold the same thing, the most telling first; no variable holds a secret. */
export interface Said {
  readonly options: readonly string[];
  readonly variables?: readonly string[];
}

/** How an engine takes its model as an argument that is no option's. */
export interface PositionalModel {
  /** Options that take exactly one value. */
  readonly oneValue: ReadonlySet<string>;
  /** Options that take none, beside `--enable-...`, `--disable-...` and `--no-...`. */
  readonly noValue: ReadonlySet<string>;
}

/** One inference server: how it is recognised, and where its address and its model are said. */
export interface Engine {
  readonly kind: EngineKind;
  readonly origin?: WorkerOrigin;
  /** It starts inference servers and passes requests on: what runs below it are workers of their own. */
  readonly supervises?: true;
  /** An application that may run without its server: no worker as long as it listens nowhere. */
  readonly mayBeIdle?: true;
  readonly starts: readonly Start[];
  readonly port: Said & {
    /** Ports that it takes when it is told none, today's first. */
    readonly byDefault: readonly number[];
  };
  /** Where the path of a Unix socket may be given; a value that is no such path is a host's name. */
  readonly socket?: Said;
  /** Options and variables may also hold the name that the model is served under. */
  readonly model: Said & { readonly positional?: PositionalModel };
}
