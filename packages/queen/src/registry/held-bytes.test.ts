import { aHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { heapGrowth, sampleOf } from '../testing/index.ts';
import { Registry } from './registry.ts';

const HIVES = 200;

const cards = (count: number, hive: number) =>
  Array.from({ length: count }, (_, index) => ({
    uuid: `GPU-${hive}-${index}`,
    index,
    vram_mb: 10.5 * index,
    util_pct: hive / 7 + index / 3,
  })).map((card) => ({ ...card, vram_mb: Math.round(card.vram_mb), util_pct: card.util_pct % 100 }));

const KINDS = {
  'eight workers': (hive: number) => ({
    node: aNode(),
    workers: Array.from({ length: 8 }, (_, n) => aWorker({ instance: `${n}`, pid: hive * 100 + n })),
  }),
  'many workers with long names': (hive: number) => ({
    workers: Array.from({ length: 100 }, (_, n) =>
      aWorker({ instance: `${n}`.padEnd(64, 'x'), model: `${hive}-${n}-`.padEnd(500, 'x') }),
    ),
  }),
  'many cards': (hive: number) => ({
    workers: Array.from({ length: 20 }, (_, n) => aWorker({ instance: `${n}`, gpus: cards(38, hive) })),
  }),
  'a shape of its own': (hive: number) => ({
    workers: Array.from({ length: 20 }, (_, n) =>
      aWorker({ instance: `${n}`, unknown: { [`field-${hive}-${n}`]: 'mig' } }),
    ),
  }),
};

test.each(Object.entries(KINDS))(
  'what is counted for hives with %s is about what they hold on the heap',
  (_kind, more) => {
    const registry = new Registry({ forgetAfterMs: 60_000, maxHives: HIVES });
    const held = heapGrowth(() => {
      for (let hive = 0; hive < HIVES; hive += 1) {
        const text = JSON.stringify(aHeartbeat({ hive_id: `hive-${hive}`, ...more(hive) }));
        registry.ingest(sampleOf(JSON.parse(text)), { at: 0, monotonic: 0 });
      }
    });
    expect(registry.bytes / held).toBeGreaterThan(0.7);
    expect(registry.bytes / held).toBeLessThan(2);
  },
);
