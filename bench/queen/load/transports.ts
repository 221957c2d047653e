import type { Heartbeat } from '@rbee/contract';
import { systemClock as clock } from '@rbee/hive';
import {
  linkTransport,
  postTransport,
  type Transport,
} from '../../../apps/rbee/src/simulate/transport/index.ts';

/** How the heartbeats of a hive get to the server on a port of loopback. */
export type TransportTo = (port: number, hiveId: string) => Transport;

const urlOf = (port: number, path: string): URL => new URL(path, `http://127.0.0.1:${port}`);

/** POSTs, at most one without an answer. */
export const postsTo: TransportTo = (port) =>
  postTransport({ url: urlOf(port, '/v1/hive-heartbeat'), clock, maxWaiting: 1, encode: asJson });

/** Links of the real hive. */
export const linksTo: TransportTo = (port) => linkTransport({ url: urlOf(port, '/v1/hive-link'), clock });

/** Texts of workers: samples repeat, and this text costs more than the rest of a POST. */
const workerTexts = new WeakMap<Heartbeat['workers'], string>();

function asJson({ workers, ...rest }: Heartbeat): string {
  const text = workerTexts.get(workers) ?? JSON.stringify(workers);
  workerTexts.set(workers, text);
  return `${JSON.stringify(rest).slice(0, -1)},"workers":${text}}`;
}

/** Pushes to a Pushgateway, the figures of a hive as one group. */
export const pushesTo: TransportTo = (port, hiveId) =>
  postTransport({
    url: urlOf(port, `/metrics/job/rbee/instance/${hiveId}`),
    clock,
    maxWaiting: 1,
    encode: asMetrics,
  });

/** The figures of a heartbeat in Prometheus' text format. */
function asMetrics({ workers }: Heartbeat): string {
  const names = Object.entries(workers[0] ?? {}).flatMap(([name, value]) =>
    typeof value === 'number' ? [name as keyof Heartbeat['workers'][number]] : [],
  );
  const lines = names.flatMap((name) => [
    `# TYPE rbee_worker_${name} gauge`,
    ...workers.map(
      (worker) =>
        `rbee_worker_${name}{group="${worker.group}",worker="${worker.instance}",model="${worker.model}"} ${worker[name]}`,
    ),
  ]);
  return `${lines.join('\n')}\n`;
}
