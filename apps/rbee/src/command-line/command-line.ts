import type { ConfigFile, ReadText } from '../config-file.ts';
import type {
  DoctorSettings,
  Environment,
  HiveSettings,
  Machine,
  QueenSettings,
  RunSettings,
  SimulateSettings,
  UpSettings,
} from '../settings/index.ts';

/**
 * Follows the command of a process that `rbee up` starts. The process reads no flags, variables or files: its parent
 * sends it a `CommandLine` whose settings are already checked, so none of them is seen in a list of processes.
 */
export const FROM_PARENT = '--settings-from-parent';

/** What the program was asked to do. */
export type CommandLine =
  | { readonly kind: 'show'; readonly text: string }
  | { readonly kind: 'wrong'; readonly sentence: string }
  | { readonly kind: 'queen'; readonly settings: QueenSettings }
  | { readonly kind: 'hive'; readonly settings: HiveSettings }
  | { readonly kind: 'up'; readonly settings: UpSettings }
  | { readonly kind: 'run'; readonly settings: RunSettings; readonly command: readonly [string, ...string[]] }
  | { readonly kind: 'simulate'; readonly settings: SimulateSettings }
  | { readonly kind: 'doctor'; readonly settings: DoctorSettings; readonly config: ConfigFile };

export interface Surroundings {
  readonly environment: Environment;
  readonly machine: Machine;
  readonly version: string;
  /** Reads a config file; without it there is none. */
  readonly readText?: ReadText;
}
