import type { HistoryEvent, HistoryInfo } from '@rbee/contract';
import type { Entity, FieldName, History, Layout, Second } from '@rbee/history';

/** One sample as it arrived in the history. */
export interface KeptSample {
  readonly layout: Layout;
  readonly time: number;
  readonly cells: readonly number[];
}

/** A history in memory that only keeps what is handed over. The buffers are transferred, as those of the real one are. */
export class FakeHistory implements History {
  readonly seconds: Second[] = [];
  readonly samples: KeptSample[] = [];
  readonly happened: HistoryEvent[] = [];
  readonly #layouts = new Map<number, Layout>();
  lost = 0;
  isClosed = false;
  state: HistoryInfo = { state: 'recording', tiers: [], lost: 0, problems: [] };

  append(given: Second): void {
    const second = structuredClone(given, { transfer: [given.samples.buffer] });
    this.seconds.push(second);
    for (const layout of second.layouts) this.#layouts.set(layout.id, layout);
    const { samples } = second;
    for (let at = 0; at < samples.length; ) {
      const layout = this.#layouts.get(samples[at] as number);
      if (!layout) throw new Error(`There is no layout ${samples[at]}.`);
      const end = at + 2 + layout.columns.length;
      this.samples.push({
        layout,
        time: samples[at + 1] as number,
        cells: [...samples.subarray(at + 2, end)],
      });
      at = end;
    }
    for (const id of second.ended) {
      if (!this.#layouts.delete(id)) throw new Error(`The layout ${id} ended twice.`);
    }
    this.happened.push(...second.events);
    this.lost += second.lost ?? 0;
  }

  /** Number of layouts that have not ended. */
  get openLayouts(): number {
    return this.#layouts.size;
  }

  ask(): never {
    throw new Error('This history answers nothing.');
  }

  readonly info = (): HistoryInfo => this.state;

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

/** The cell of a field of the first entity that `isIt` accepts; undefined if the sample has no such column. */
export function cellOf(
  { layout, cells }: KeptSample,
  isIt: (entity: Entity) => boolean,
  field: FieldName,
): number | undefined {
  const entity = layout.entities.findIndex(isIt);
  const column = layout.columns.findIndex((it) => it.entity === entity && it.field === field);
  return cells[column];
}
