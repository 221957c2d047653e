import type { Layout } from '../second.ts';

/** GPUs that are remembered; a GPU that is forgotten is asked for with its hive. */
const MOST_GPUS = 200_000;

/** Which hives have reported a GPU in this run. */
export class GpuPlaces {
  readonly #hives = new Map<string, Set<string>>();

  note(layouts: readonly Layout[]): void {
    for (const { hive_id, entities } of layouts) {
      for (const entity of entities) if (entity.kind === 'gpu') this.#add(entity.uuid, hive_id);
    }
  }

  hivesOf(uuid: string): readonly string[] {
    return [...(this.#hives.get(uuid) ?? [])];
  }

  #add(uuid: string, hive: string): void {
    if (this.#hives.size >= MOST_GPUS) this.#hives.clear();
    const hives = this.#hives.get(uuid) ?? new Set();
    this.#hives.set(uuid, hives.add(hive));
  }
}
