import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHistory } from '@rbee/history';
import { buildQueen } from '@rbee/queen';
import { queenTable } from '../../apps/rbee/src/settings/index.ts';
import { SimulatedHive } from '../../apps/rbee/src/simulate/fleet/simulated-hive.ts';
import { version } from '../../apps/rbee/src/version.ts';
import type { OpenApi } from './http.ts';

/** What a queen says about itself: its HTTP interface, and its metrics with some simulated hives. */
export interface QueenAnswers {
  readonly openApi: OpenApi;
  /** In Prometheus' text format. */
  readonly metrics: string;
}

/** Hives of which the metrics tell their labels: enough that some have each vendor, engine and fault. */
const HIVES = 60;
const MINUTE_MS = 60_000;

/** A store for remote write that nobody has: the metrics about it are there all the same. */
const STORE = queenTable({ hostname: '', terminal: false, dataFolder: '' }).remoteWrite.read([
  'http://127.0.0.1:9/',
]);

/** Asks a queen that does not listen. Its history is in a folder that is removed again. */
export async function askQueen(): Promise<QueenAnswers> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'rbee-site-queen-'));
  const remoteWrite = STORE.kind === 'value' ? STORE.value : [];
  const history = await openHistory({ dataFolder, remoteWrite, version });
  const queen = await buildQueen({ host: '127.0.0.1', port: 7833, version, history });
  try {
    await queen.ready();
    const openApi = (await queen.inject('/openapi.json')).json<OpenApi>();
    for (const payload of heartbeats()) {
      await queen.inject({ method: 'POST', url: '/v1/hive-heartbeat', payload });
    }
    return { openApi, metrics: (await queen.inject('/metrics')).body };
  } finally {
    await queen.close();
    rmSync(dataFolder, { recursive: true });
  }
}

/** Two of each hive: rates need two samples. */
function heartbeats() {
  const beganMs = Date.now() - MINUTE_MS;
  const shape = {
    seed: 1,
    hives: HIVES,
    workers: 8,
    intervalMs: 1_000,
    churn: 0,
    skewMs: 0,
    beganMs,
    version,
  };
  return Array.from({ length: HIVES }, (_, place) => new SimulatedHive(shape, place)).flatMap((hive) =>
    [MINUTE_MS - 1_000, MINUTE_MS].filter((atMs) => hive.isUp(atMs)).map((atMs) => hive.beat(atMs)),
  );
}
