import { type EngineReader, type EngineServer, NO_REPORT } from '../engine-reader.ts';
import type { EngineDescription } from './description.ts';
import { DESCRIPTIONS } from './descriptions.ts';
import { PolledEngine, type PollingEdges } from './polled-engine.ts';

/** How often the reader looks which engines are due. */
const LOOK_MS = 250;
/** Engines that are read at the same time; the others wait for the next look. */
const MOST_AT_ONCE = 16;

/** Reads engines over the network, each in its own time, and gives the latest report. */
export class PollingReader implements EngineReader {
  readonly #edges: PollingEdges;
  readonly #descriptions: ReadonlyMap<string, EngineDescription>;
  readonly #engines = new Map<string, PolledEngine>();
  readonly #seen = new Set<string>();
  #running = 0;
  #cancel: (() => void) | null = null;

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
    for (const [key, engine] of this.#engines) {
      if (this.#seen.has(key)) continue;
      engine.close();
      this.#engines.delete(key);
    }
    this.#seen.clear();
    if (this.#engines.size > 0) this.#cancel ??= this.#lookLater();
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
    for (const engine of this.#engines.values()) engine.close();
    this.#engines.clear();
  }

  #lookLater(): () => void {
    return this.#edges.clock.after(LOOK_MS, () => {
      this.#look();
      this.#cancel = this.#engines.size > 0 ? this.#lookLater() : null;
    });
  }

  #look(): void {
    const nowMs = this.#edges.clock.nowMs();
    const due = [...this.#engines.values()]
      .map((engine) => ({ engine, dueMs: engine.dueMs }))
      .filter(({ dueMs }) => dueMs <= nowMs)
      .toSorted((a, b) => a.dueMs - b.dueMs);
    for (const { engine } of due.slice(0, MOST_AT_ONCE - this.#running)) {
      this.#running += 1;
      void engine.poll().finally(() => {
        this.#running -= 1;
      });
    }
  }
}
