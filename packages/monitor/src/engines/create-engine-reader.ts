import { type EngineReader, noEngineReader } from '../engine-reader.ts';
import { machineClock } from './clock.ts';
import { openHttp } from './connection.ts';
import { type EngineKey, keyFor } from './engine-keys.ts';
import { PollingReader } from './polling-reader.ts';

/** How engines are read. */
export interface EngineOptions {
  /** False if no engine is asked; default true. */
  readonly enabled?: boolean;
  /** Keys of engines that want one. */
  readonly keys?: readonly EngineKey[];
  /**
   * Workers (`<group>/<instance>`) whose metrics are not read if reading them has a side effect, as with llama.cpp:
   * there it resets the window of averages that another reader may use. `*` for all workers.
   */
  readonly withoutMetrics?: readonly string[];
}

/** Creates a reader of all engines that the project knows. */
export function createEngineReader({
  enabled = true,
  keys = [],
  withoutMetrics = [],
}: EngineOptions = {}): EngineReader {
  if (!enabled) return noEngineReader();
  return new PollingReader({
    clock: machineClock,
    open: openHttp,
    settingsOf: (server) => ({
      key: keyFor(keys, server),
      readsMetrics: !['*', `${server.group}/${server.instance}`].some((it) => withoutMetrics.includes(it)),
    }),
  });
}
