import type { UnknownReason } from '@rbee/contract';
import { LIMITS, visibleText } from '@rbee/contract/plain';
import type { Reading } from '../figure.ts';
import { reasonOf } from '../files/index.ts';
import type { ModelGap, Process } from '../processes/index.ts';
import {
  type KnownSource,
  missingModel,
  type NamedModel,
  type Worker,
  workerModels,
} from '../workers/index.ts';
import type { OllamaStore } from './ollama-store.ts';

/** The models of a worker ([W5]). */
export interface ModelNames {
  /** Each name once; at most as many as a heartbeat may have. */
  readonly models: readonly NamedModel[];
  /** Why the names of some models are not known ([W2]); null if all are. */
  readonly unnamed: UnknownReason | null;
  /** What lies behind `unnamed` if there is no model ([W7]). */
  readonly why: ModelGap | null;
  /** The same worker will have the same models; otherwise a store may name more of them later. */
  readonly areFinal: boolean;
}

/** Names the models of a worker; `atMs` is monotonic time, milliseconds. */
export function modelNames(worker: Worker, store: OllamaStore, atMs: number): ModelNames {
  const sources = workerModels(worker);
  if (sources.length === 0) {
    const { reason, why } = missingModel(worker);
    return { models: [], unnamed: reason, why, areFinal: true };
  }
  const byName = new Map<string, Process[]>();
  let unnamed: UnknownReason | null = null;
  for (const { source, processes } of sources) {
    const named = namesOf(source, processes[0].pid, store, atMs);
    if (!named.ok) unnamed ??= named.reason;
    for (const [at, name] of (named.ok ? named.value : []).entries()) {
      const text = visibleText(name); // before names are compared ([H9])
      // Further names are of the same model; what each of several models in one process holds is not known.
      const own = at === 0 && !(source.is === 'named' && source.areModels) ? processes : [];
      byName.set(text, [...(byName.get(text) ?? []), ...own]);
    }
  }
  const models = [...byName].slice(0, LIMITS.maxModels).map(([name, processes]) => ({ name, processes }));
  // Only the blob of a store is a source without a name.
  const why = unnamed === 'not_exposed' ? 'not_in_store' : null;
  return { models, unnamed, why, areFinal: unnamed === null };
}

function namesOf(
  source: KnownSource,
  pid: number,
  store: OllamaStore,
  atMs: number,
): Reading<readonly string[]> {
  if (source.is === 'named') return { ok: true, value: [source.name, ...(source.others ?? [])] };
  const name = store.nameOf(source.path, pid, atMs);
  return name.ok ? { ok: true, value: [name.value] } : { ok: false, reason: reasonOf(name.refusal) };
}
