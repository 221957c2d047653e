import type { EngineKind, WorkerOrigin } from '@rbee/contract';
import type { SettingsFile } from './settings-file.ts';

/**
 * One way to start an engine; the rest of the command line are the engine's arguments. A program name may begin or end
 * in `*`, a subcommand may have several words, and `bare` means without a subcommand. A module also counts if its file
 * is run as a script, or if Python code imports it.
 */
export type Start =
  | {
      readonly program: string;
      readonly subcommands?: readonly string[];
      readonly bare?: true;
      /** Options of which one must be given. */
      readonly only?: readonly string[];
      /** Options that start the program for something else than serving. */
      readonly not?: readonly string[];
    }
  | { readonly module: string; readonly subcommands?: readonly string[] }
  | { readonly script: string };

/** Options and documented environment variables with the same meaning, by priority; no variable holds a secret. */
export interface Said {
  readonly options?: readonly string[];
  readonly variables?: readonly string[];
}

/**
 * Options and variables for the names under which a model is served. `many` says how one of them takes several names: as
 * the arguments after it, by being repeated, or in one value with a separator, as the engine documents it.
 */
export interface SaidNames extends Said {
  readonly many?: Readonly<Record<string, 'arguments' | 'repeated' | ',' | ';'>>;
}

/** How an engine takes its model as a positional argument. */
export interface PositionalModel {
  /** Options that take exactly one value. */
  readonly oneValue: ReadonlySet<string>;
  /** Options without a value, in addition to `--enable-...`, `--disable-...` and `--no-...`. */
  readonly noValue: ReadonlySet<string>;
}

/** One kind of inference server: how to recognise it, and where to find its address and model. */
export interface Engine {
  /** Its name in a watch rule (`--watch llm:vllm=pattern`). Entries of one program share it. */
  readonly name: string;
  readonly kind: EngineKind;
  readonly origin?: WorkerOrigin;
  /** It starts inference servers and forwards requests to them; those servers are workers of their own. */
  readonly supervises?: true;
  /** It loads models when a request names one, so without a model on its command line none may be loaded. */
  readonly onRequest?: true;
  /** An application that may run without its server; it is a worker only while it listens. */
  readonly mayBeIdle?: true;
  /** Options whose value `ray` says that the daemon of Ray starts its ranks. */
  readonly ray?: readonly string[];
  /** Options with which it takes no requests itself: it computes for a server on another machine. */
  readonly headless?: readonly string[];
  readonly starts: readonly Start[];
  /** Options without a value that stand for others. */
  readonly presets?: Readonly<Record<string, readonly string[]>>;
  readonly settingsFile?: SettingsFile;
  readonly port: Said & {
    /** Default ports, that of the latest version first. */
    readonly byDefault: readonly number[];
  };
  /** Where the path of a Unix socket may be given; a value that is not a path is a host name. */
  readonly socket?: Said;
  /** Where the path, address or repository of the model is given. */
  readonly model?: Said & {
    /** Names under which it is served; they go before all others, wherever they are given. */
    readonly served?: SaidNames;
    /** An option for adapters (LoRA) that are served beside the model, each as `name=path` or as JSON. */
    readonly adapters?: string;
    /** A file in the repository. */
    readonly file?: Said;
    readonly positional?: PositionalModel;
    /** The program is named after the model that it contains, with this extension. */
    readonly extension?: string;
  };
}
