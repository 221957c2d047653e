import type { ConfigFile, ReadText } from '../config/index.ts';
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

export type CommandLine =
  | { readonly kind: 'show'; readonly text: string }
  | { readonly kind: 'wrong'; readonly sentence: string }
  | { readonly kind: 'queen'; readonly settings: QueenSettings }
  | { readonly kind: 'hive'; readonly settings: HiveSettings }
  | { readonly kind: 'up'; readonly settings: UpSettings; readonly config?: string }
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
