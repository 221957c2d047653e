import type { Column, Entity } from '../second.ts';

/** Entities and columns of several blocks of one hive, each once. An entity of which anything changed is another one. */
export class EntityUnion {
  readonly entities: Entity[] = [];
  readonly columns: Column[] = [];
  readonly #entities = new Map<string, number>();
  readonly #columns = new Map<string, number>();

  /** Adds those of a block; gives for each of its columns the position in the union. */
  add(entities: readonly Entity[], columns: readonly Column[]): Int32Array {
    const positions = entities.map((entity) => this.#positionOf(entities, entity));
    return Int32Array.from(columns, ({ entity, field }) => {
      const at = positions[entity];
      if (at === undefined) throw new RangeError(`There is no entity ${entity}.`);
      const key = `${at} ${field}`;
      const known = this.#columns.get(key);
      if (known !== undefined) return known;
      this.#columns.set(key, this.columns.length);
      return this.columns.push({ entity: at, field }) - 1;
    });
  }

  #positionOf(entities: readonly Entity[], entity: Entity): number {
    const key = keyOf(entities, entity);
    const known = this.#entities.get(key);
    if (known !== undefined) return known;
    const added =
      entity.kind === 'use' ? { ...entity, worker: this.#workerOf(entities, entity.worker) } : entity;
    this.#entities.set(key, this.entities.length);
    return this.entities.push(added) - 1;
  }

  #workerOf(entities: readonly Entity[], position: number): number {
    const worker = entities[position];
    if (worker?.kind !== 'worker') throw new RangeError(`There is no worker ${position}.`);
    return this.#positionOf(entities, worker);
  }
}

/** Equal for equal entities, whatever their positions in their blocks. */
function keyOf(entities: readonly Entity[], entity: Entity): string {
  if (entity.kind === 'node') return 'node';
  if (entity.kind === 'gpu') return JSON.stringify(['gpu', entity.uuid, entity.index, entity.name]);
  if (entity.kind === 'use') {
    const worker = entities[entity.worker];
    return JSON.stringify(['use', entity.uuid, worker ? keyOf(entities, worker) : '']);
  }
  const { group, instance, pid, started_at, model, engine } = entity;
  return JSON.stringify(['worker', group, instance, pid, started_at ?? null, model, engine ?? null]);
}
