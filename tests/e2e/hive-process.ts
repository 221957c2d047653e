/** Hives in a separate process, for tests of network failures. It answers every message with the statistics of each hive. */
import { aNode } from '../../packages/contract/src/builders.ts';
import { createHive } from '../../packages/hive/src/index.ts';

const [queenUrl = '', count, intervalMs] = process.argv.slice(2);
const log = { info: () => {}, warn: () => {} };
const sample = () => ({ timestamp: new Date().toISOString(), workers: [], node: aNode() });
const common = { queenUrl, intervalMs: Number(intervalMs), version: '1', log, monitor: { sample } };
const hives = Array.from({ length: Number(count) }, (_, index) =>
  createHive({ ...common, hiveId: `hive-${index}` }),
);
for (const hive of hives) hive.start();

process.on('message', () => process.send?.(hives.map((hive) => hive.stats())));
process.on('disconnect', () => process.exit());
process.send?.('ready');
