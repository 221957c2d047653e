import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { ProcessEdges } from '../process-edges.ts';
import type { Child, StartChild } from './child.ts';
import { type KeepEdges, keepRunning } from './keep-running.ts';
import { startTraffic } from './traffic.ts';

/** The sample workers: two n-gram models of different length. */
const MODELS = [
  { model: 'bee-bigram', order: 2 },
  { model: 'bee-fourgram', order: 4 },
] as const;

/** Names of the models of the sample workers. */
export const SAMPLE_MODELS: readonly string[] = MODELS.map(({ model }) => model);

/** What sample workers need from `rbee up`. */
export interface SampleEdges extends KeepEdges, Pick<ProcessEdges, 'fetch' | 'random'> {
  readonly startChild: StartChild;
}

/** Keeps the sample workers running and sends them some requests. Resolves when they are gone after `stop`. */
export async function runSamples(program: string, edges: SampleEdges): Promise<void> {
  const kept = MODELS.map(({ model, order }) =>
    keepRunning(
      {
        name: `The sample worker ${model}`,
        start: starter(program, model, order, edges),
        onReady: (port) => (port === undefined ? () => {} : startTraffic(port, edges)),
      },
      edges,
    ),
  );
  await Promise.all(kept);
}

/** Restarts use the same port if it is free, because the port is the name of the worker in heartbeats ([W1]). */
function starter(program: string, model: string, order: number, { startChild }: SampleEdges) {
  let port = 0;
  return async (): Promise<Child> => {
    port = await freePort(port);
    return startChild(program, ['--port', String(port), '--model', model, '--order', String(order)]);
  };
}

/** A free port on loopback: `wanted` if it is free, otherwise any. */
async function freePort(wanted: number): Promise<number> {
  const probe = createServer();
  try {
    probe.listen(wanted, '127.0.0.1');
    await once(probe, 'listening');
  } catch (error) {
    if (wanted === 0) throw error;
    return freePort(0);
  }
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
