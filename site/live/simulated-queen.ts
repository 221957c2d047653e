import {
  type HiveTelemetry,
  isWorkerReady,
  type ProcessStats,
  type QueenHeartbeat,
  workerActivity,
  workerId,
} from '@rbee/contract';
import { version } from '../../apps/rbee/package.json' with { type: 'json' };
import { SimulatedHive } from '../../apps/rbee/src/simulate/fleet/simulated-hive.ts';

/** How many machines and workers there are, and the fleet that they are: the same seed gives the same fleet. */
export interface SimulatedFleet {
  readonly hives: number;
  readonly workers: number;
  readonly seed: number;
}

const SECOND_MS = 1_000;

/**
 * A `fetch` for the SDK behind which there is no queen: it answers the stream with a simulated fleet, whose hives report
 * once a second. A queen that keeps no history answers everything else in the same way.
 */
export function simulatedQueen(fleet: SimulatedFleet): typeof globalThis.fetch {
  return async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    if (!new URL(url).pathname.endsWith('/v1/heartbeats/stream')) return NO_HISTORY.clone();
    return new Response(streamOf(fleet, init?.signal ?? null), {
      headers: { 'content-type': 'text/event-stream' },
    });
  };
}

const NO_HISTORY = Response.json(
  { type: 'about:blank', title: 'This queen keeps no history.', status: 404, code: 'history_off' },
  { status: 404, headers: { 'content-type': 'application/problem+json' } },
);

function streamOf({ hives, workers, seed }: SimulatedFleet, signal: AbortSignal | null): ReadableStream {
  const beganMs = Date.now() - SECOND_MS;
  const shape = {
    hives,
    workers,
    seed,
    intervalMs: SECOND_MS,
    churn: 0,
    skewMs: 0,
    beganMs,
    version,
  };
  const fleet = Array.from({ length: hives }, (_, place) => new SimulatedHive(shape, place));
  const encoder = new TextEncoder();
  let id = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  return new ReadableStream({
    start(controller) {
      const send = (event: object): void => {
        id += 1;
        controller.enqueue(encoder.encode(`event: heartbeat\nid: ${id}\ndata: ${JSON.stringify(event)}\n\n`));
      };
      const report = (): void => {
        const samples = fleet
          .filter((hive) => hive.isUp(Date.now() - beganMs))
          .map((hive) => telemetryOf(hive, Date.now() - beganMs));
        send({ type: 'queen', ...beatOf(samples) });
        for (const sample of samples) send({ type: 'hive_telemetry', ...sample });
      };
      report();
      timer = setInterval(report, SECOND_MS);
      signal?.addEventListener('abort', () => {
        clearInterval(timer);
        controller.error(signal.reason);
      });
    },
    cancel: () => clearInterval(timer),
  });
}

function telemetryOf(hive: SimulatedHive, atMs: number): HiveTelemetry {
  const { hive_id, workers, timestamp, seq, node } = hive.beat(atMs);
  return {
    hive_id,
    workers,
    timestamp: new Date().toISOString(),
    sampled_at: timestamp,
    health: 'healthy',
    clock_skew_ms: 0,
    ...(seq !== undefined && { seq }),
    ...(node && { node }),
  };
}

function beatOf(samples: readonly HiveTelemetry[]): QueenHeartbeat {
  const workers = samples.flatMap(({ hive_id, workers }) => workers.map((worker) => ({ hive_id, worker })));
  return {
    workers_online: workers.length,
    workers_available: workers.filter(({ worker }) => isReady(worker)).length,
    hives_online: samples.length,
    hives_available: samples.length,
    worker_ids: workers.map(({ hive_id, worker }) => workerId(hive_id, worker)).toSorted(),
    hive_ids: samples.map(({ hive_id }) => hive_id).toSorted(),
    timestamp: new Date().toISOString(),
  };
}

/** True if a worker can take a request; a figure that its engine does not know counts as not told. */
function isReady(worker: ProcessStats): boolean {
  const { serves, engine } = worker;
  const figure = (name: 'slots' | 'requests_running' | 'requests_waiting') =>
    engine?.unknown?.[name] === undefined ? engine?.[name] : undefined;
  return isWorkerReady({
    activity: workerActivity(worker),
    serves,
    state: engine?.state,
    slots: figure('slots'),
    requests_running: figure('requests_running'),
    requests_waiting: figure('requests_waiting'),
  });
}
