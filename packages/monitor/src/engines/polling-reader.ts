import { type EngineReader, type EngineServer, NO_REPORT } from '../engine-reader.ts';
import type { EngineDescription } from './description.ts';
import { DESCRIPTIONS } from './descriptions.ts';
import { PolledEngine, type PollingEdges } from './polled-engine.ts';

/** Least time between two looks which engines are due. */
const LOOK_MS = 250;
/**
 * Idle engines that are read in a second: if there are more, each is read more rarely, so that many cost no more. One that
 * begins to work is read early all the same.
 */
const IDLE_IN_A_SECOND = 4;
/** Engines that are read at the same time; the others wait for the next look. */
const MOST_AT_ONCE = 16;

/** Reads engines over the network, each in its own time, and gives the latest report. */
export class PollingReader implements EngineReader {
  readonly #edges: PollingEdges;
  readonly #descriptions: ReadonlyMap<string, EngineDescription>;
  readonly #engines = new Map<string, PolledEngine>();
  readonly #seen = new Set<string>();
  #running = 0;
  #lookedMs = Number.NEGATIVE_INFINITY;
  /** When the next look is planned; infinite without one. */
  #plannedMs = Number.POSITIVE_INFINITY;
  #cancel: () => void = () => {};

  constructor(edges: PollingEdges, descriptions: readonly EngineDescription[] = DESCRIPTIONS) {
    this.#edges = edges;
    this.#descriptions = new Map(descriptions.flatMap((it) => it.engines.map((name) => [name, it] as const)));
  }

  knows(engine: string): boolean {
    return this.#descriptions.has(engine);
  }

  read(server: EngineServer) {
    const description = this.#descriptions.get(server.engine);
    if (!description) return NO_REPORT;
    const key = `${server.key} ${server.engine}`;
    const engine = this.#engines.get(key) ?? new PolledEngine(description, server, this.#edges);
    this.#engines.set(key, engine);
    this.#seen.add(key);
    engine.update(server);
    return engine.report();
  }

  endSample(): void {
    this.#engines.forEach((engine, key) => {
      if (this.#seen.has(key)) return;
      engine.close();
      this.#engines.delete(key);
    });
    this.#seen.clear();
    this.#plan();
  }

  close(): void {
    this.#cancel();
    this.#plannedMs = Number.POSITIVE_INFINITY;
    for (const engine of this.#engines.values()) engine.close();
    this.#engines.clear();
  }

  /** Plans a look for the time at which the first engine is due, if there is one. */
  #plan(): void {
    let firstMs = Number.POSITIVE_INFINITY;
    this.#engines.forEach((engine) => {
      firstMs = Math.min(firstMs, engine.dueMs);
    });
    const atMs = Math.max(firstMs, this.#lookedMs + LOOK_MS);
    if (atMs >= this.#plannedMs) return;
    this.#cancel();
    this.#plannedMs = atMs;
    const { clock } = this.#edges;
    this.#cancel = clock.after(Math.max(0, atMs - clock.nowMs()), () => this.#look());
  }

  #look(): void {
    const nowMs = this.#edges.clock.nowMs();
    this.#lookedMs = nowMs;
    this.#plannedMs = Number.POSITIVE_INFINITY;
    const due = [...this.#engines.values()]
      .map((engine) => ({ engine, dueMs: engine.dueMs }))
      .filter(({ dueMs }) => dueMs <= nowMs)
      .toSorted((a, b) => a.dueMs - b.dueMs);
    const idleMs = (this.#engines.size / IDLE_IN_A_SECOND) * 1_000;
    for (const { engine } of due.slice(0, MOST_AT_ONCE - this.#running)) {
      this.#running += 1;
      void engine.poll(idleMs).finally(() => {
        this.#running -= 1;
        this.#plan();
      });
    }
    this.#plan();
  }
}
