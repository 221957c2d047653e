/** Runs a queen with a history, a hive and the SDK in one process, and says `ok` when a sample has gone all the way. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCheck, HiveTelemetryEventSchema } from '@rbee/contract';
import { openHistory } from '@rbee/history';
import { createHive } from '@rbee/hive';
import { createMonitor } from '@rbee/monitor';
import { buildQueen } from '@rbee/queen';
import { HeartbeatMonitor } from '@rbee/queen-rbee-react';
import { createHeartbeatStore, createQueenClient } from '@rbee/queen-rbee-sdk';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';

const version = '1.0.0';
const dataFolder = mkdtempSync(join(tmpdir(), 'rbee-consumer-'));
const history = await openHistory({ dataFolder });
const queen = await buildQueen({ host: '127.0.0.1', port: 0, version, history });
await queen.listen({ host: '127.0.0.1', port: 0 });
const baseUrl = `http://127.0.0.1:${queen.server.address().port}`;

const monitor = createMonitor({ version, engines: { enabled: false } });
const log = { info: () => {}, warn: () => {} };
const hive = createHive({ hiveId: 'consumer', queenUrl: baseUrl, version, monitor, log, intervalMs: 100 });
const store = createHeartbeatStore({ baseUrl });
const seen = new EventTarget();
const leave = store.subscribe(() => {
  if (store.getState().hives.length > 0) seen.dispatchEvent(new Event('hive'));
});
const arrived = once(seen, 'hive', { signal: AbortSignal.timeout(30_000) });
hive.start();
await arrived;
const [sample] = store.getState().hives;
assert.equal(sample.hive_id, 'consumer');
assert.equal(createCheck(HiveTelemetryEventSchema).is({ hive_id: 'consumer' }), false);
const client = createQueenClient({ baseUrl });
assert.equal((await client.info()).version, version);
assert.equal((await client.history.info()).state, 'recording');
const html = renderToString(
  createElement(HeartbeatMonitor, { workersOnline: 0, hivesOnline: 1, hives: [sample], connected: true }),
);
assert.match(html, /consumer/);

leave();
store.close();
await hive.stop();
monitor.close();
await queen.close();
rmSync(dataFolder, { recursive: true });
console.log('ok');
