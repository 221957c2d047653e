import type { HistoryEvent } from '@rbee/contract';
import type { Cell } from '../cells.ts';
import type { Layout, Second } from '../second.ts';

/**
 * A hive with one GPU and one worker on it. Columns: the machine's `cpu_pct`; `util_pct`, `vram_used_mb` and `unattributed_vram_mb` of
 * the GPU; `busy`, `cpu_pct` and `vram_mb` of the worker; and its `vram_mb` of that GPU.
 */
export const aLayout = (overrides: Partial<Layout> = {}): Layout => ({
  id: 1,
  hive_id: 'a',
  interval_ms: 1_000,
  entities: [
    { kind: 'node' },
    { kind: 'gpu', uuid: 'GPU-0', index: 0, name: 'NVIDIA L4' },
    { kind: 'worker', group: 'llm', instance: '8080', pid: 10, model: 'llama-3.2-1b' },
    { kind: 'use', worker: 2, uuid: 'GPU-0' },
  ],
  columns: [
    { entity: 0, field: 'cpu_pct' },
    { entity: 1, field: 'util_pct' },
    { entity: 1, field: 'vram_used_mb' },
    { entity: 1, field: 'unattributed_vram_mb' },
    { entity: 2, field: 'busy' },
    { entity: 2, field: 'cpu_pct' },
    { entity: 2, field: 'vram_mb' },
    { entity: 3, field: 'vram_mb' },
  ],
  ...overrides,
});

/** A sample for `aSecond`: its layout, its time in milliseconds since the epoch, and a cell for each column. */
export type GivenSample = readonly [layout: Layout, at: number, cells: readonly Cell[]];

/** What the queen hands over: some samples, and the layouts of all of them, as if they were new. */
export function aSecond(
  at: number,
  samples: readonly GivenSample[],
  events: readonly HistoryEvent[] = [],
): Second {
  return {
    at,
    layouts: [...new Set(samples.map(([layout]) => layout))],
    ended: [],
    samples: Float64Array.from(samples.flatMap(([layout, time, cells]) => [layout.id, time, ...cells])),
    events,
  };
}
