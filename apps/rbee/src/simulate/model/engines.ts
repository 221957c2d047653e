import type { EngineKind } from '@rbee/contract';

/** How one inference engine behaves, as far as it can be seen from outside. */
export interface EngineHabits {
  readonly kind: EngineKind;
  readonly version: string;
  /** Port that it takes unless that is in use. */
  readonly port: number;
  /** Requests that it works on at once. */
  readonly slots: number;
  /** Takes its whole share of the GPU's memory at the start, however large the model is. */
  readonly reserves: boolean;
  /** Says nothing of its requests: its figures are not known. */
  readonly silent?: true;
  /** Processes of its tree for one GPU. */
  readonly pids: number;
  /** Resident memory beside the model, MiB. */
  readonly rssMb: number;
}

/** Engines by a short name of ours; `tei` and `whisper` are none that the wire knows by name. */
export const ENGINES = {
  llama: habits('llama.cpp', 'b6527', 8080, { slots: 4, rssMb: 740 }),
  vllm: habits('vllm', '0.10.2', 8000, { slots: 48, reserves: true, pids: 3, rssMb: 4_900 }),
  sglang: habits('sglang', '0.5.2', 30_000, { slots: 48, reserves: true, pids: 4, rssMb: 5_300 }),
  tgi: habits('tgi', '3.3.5', 3000, { slots: 32, reserves: true, pids: 3, rssMb: 3_600 }),
  trt: habits('tensorrt-llm', '1.0.0', 8355, { slots: 64, reserves: true, pids: 2, rssMb: 6_100 }),
  ollama: habits('ollama', '0.11.11', 11_434, { slots: 4, silent: true, pids: 2, rssMb: 620 }),
  lmstudio: habits('lmstudio', '0.3.25', 1234, { slots: 4, silent: true, pids: 3, rssMb: 880 }),
  tei: habits('other', '1.8.2', 8090, { slots: 16, rssMb: 910 }),
  whisper: habits('other', '1.1.1', 8060, { slots: 2, silent: true, rssMb: 1_250 }),
} as const satisfies Record<string, EngineHabits>;

/** An engine's short name. */
export type EngineName = keyof typeof ENGINES;

function habits(
  kind: EngineKind,
  version: string,
  port: number,
  more: Partial<EngineHabits> & Pick<EngineHabits, 'slots' | 'rssMb'>,
): EngineHabits {
  return { kind, version, port, reserves: false, pids: 1, ...more };
}
