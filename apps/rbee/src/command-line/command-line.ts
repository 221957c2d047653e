import type { ConfigFile } from '../config-file.ts';
import type { EngineKeys } from '../engine-keys.ts';
import type { ReadText } from '../read-text.ts';
import type {
  AdminResetSettings,
  DoctorSettings,
  Environment,
  HistoryExportSettings,
  HistoryInfoSettings,
  HistoryPruneSettings,
  HiveSettings,
  InviteSettings,
  Machine,
  QueenSettings,
  RunSettings,
  SimulateSettings,
  StatusSettings,
  TokenCreateSettings,
  TokenListSettings,
  TokenRevokeSettings,
  TopSettings,
  UpSettings,
} from '../settings/index.ts';
import type { Shell } from './commands.ts';

/** What the program was asked to do. */
export type CommandLine =
  | { readonly kind: 'show'; readonly text: string }
  | { readonly kind: 'wrong'; readonly sentence: string }
  | ({ readonly kind: 'queen'; readonly settings: QueenSettings } & FromFile)
  | ({ readonly kind: 'hive'; readonly settings: HiveSettings } & FromFile & WithTrust & WithKeys & WithToken)
  | ({ readonly kind: 'up'; readonly settings: UpSettings } & FromFile & WithKeys)
  | { readonly kind: 'run'; readonly settings: RunSettings; readonly command: readonly [string, ...string[]] }
  | ({ readonly kind: 'top'; readonly settings: TopSettings } & WithTrust)
  | ({ readonly kind: 'status'; readonly settings: StatusSettings } & WithTrust)
  | { readonly kind: 'completion'; readonly shell: Shell }
  | ({ readonly kind: 'simulate'; readonly settings: SimulateSettings } & WithTrust)
  | ({ readonly kind: 'history info'; readonly settings: HistoryInfoSettings } & FromFile)
  | ({ readonly kind: 'history export'; readonly settings: HistoryExportSettings } & FromFile)
  | ({ readonly kind: 'history prune'; readonly settings: HistoryPruneSettings } & FromFile)
  | ({ readonly kind: 'invite'; readonly settings: InviteSettings } & FromFile & WithTrust)
  | ({ readonly kind: 'token create'; readonly settings: TokenCreateSettings } & FromFile)
  | ({ readonly kind: 'token list'; readonly settings: TokenListSettings } & FromFile)
  | ({
      readonly kind: 'token revoke';
      readonly settings: TokenRevokeSettings;
      readonly id: string;
    } & FromFile)
  | ({ readonly kind: 'admin reset'; readonly settings: AdminResetSettings } & FromFile)
  | ({ readonly kind: 'doctor'; readonly settings: DoctorSettings; readonly config: ConfigFile } & WithTrust);

/** A command whose settings can be in a config file. */
export interface FromFile {
  /** Path of the config file that was read; absent without one. */
  readonly configPath?: string;
}

/** A command that connects to a queen. */
export interface WithTrust {
  /** Certificates of `--queen-ca`, each in the form PEM; absent without it. */
  readonly trusted?: readonly string[];
}

/** A command that asks engines. */
export interface WithKeys {
  /** Keys of engines in environment variables; absent without one. */
  readonly keys?: EngineKeys;
}

/** A hive that `rbee up` starts. */
export interface WithToken {
  /** Its token ([A3]), which no file keeps; absent if the queen asks for none. */
  readonly token?: string;
}

/** What the meaning of a command line depends on, besides its arguments. */
export interface Surroundings {
  readonly environment: Environment;
  readonly machine: Machine;
  readonly version: string;
  /** The user whom keys in the environment belong to; root unless given. */
  readonly userId?: number;
  /** Reads config files and certificates; by default there are none. */
  readonly readText?: ReadText;
}

/** A command line that is refused, with one sentence. */
export const wrong = (sentence: string, command?: string): CommandLine => ({
  kind: 'wrong',
  sentence: `${command ? `rbee ${command}` : 'rbee'}: ${sentence}`,
});

/** There are no files to read. */
export const NO_FILES: ReadText = () => ({ ok: false, code: 'ENOENT' });
