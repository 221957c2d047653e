/**
 * A queen in a separate process, for tests with SIGKILL and with network failures. It writes every accepted heartbeat to a
 * journal, and answers every message with the events of its hives.
 */
import { openSync, writeSync } from 'node:fs';
import type { HiveEvent } from '../../packages/contract/src/index.ts';
import { buildQueen } from '../../packages/queen/src/index.ts';
import { Registry } from '../../packages/queen/src/registry/index.ts';
import { Hub } from '../../packages/queen/src/stream/index.ts';
import type { Tapped } from './journal.ts';

/** Events of the hives, oldest first. */
export interface Happened {
  readonly events: readonly HiveEvent[];
}

const [port, journal = ''] = process.argv.slice(2);
const taken = openSync(journal, 'a');
const ingest = Registry.prototype.ingest;
Registry.prototype.ingest = function tapped(sample, received, via = null) {
  const result = ingest.call(this, sample, received, via);
  const { outcome } = result;
  const { hive_id: hive, backfill, seq = -1 } = sample;
  const told: Tapped = { hive, seq, backfill, link: via !== null, present: outcome === 'accepted' };
  if (outcome !== 'conflict' && outcome !== 'full') writeSync(taken, `${JSON.stringify(told)}\n`);
  return result;
};

const events: HiveEvent[] = [];
const publish = Hub.prototype.publish;
Hub.prototype.publish = function tapped(name, event) {
  if (name === 'hive') events.push(event as HiveEvent);
  publish.call(this, name, event);
};
process.on('message', () => process.send?.({ events } satisfies Happened));
process.on('disconnect', () => process.exit());

const address = { host: '127.0.0.1', port: Number(port) };
const queen = await buildQueen({ ...address, version: '0.1.0' });
await queen.listen(address);
process.send?.('ready');
