import { aQueenHeartbeat, aTelemetry, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import type { HeartbeatEvent, HiveTelemetry, ProcessStats, QueenHeartbeat } from './index.ts';

/*
 * A page written with the types and code snippets of the seed's document, unchanged. The type check of this
 * file against the exports is a part of the test.
 */
interface WorkerTelemetry {
  pid: number;
  group: string;
  instance: string;
  model: string | null;
  gpu_util_pct: number;
  vram_mb: number;
  total_vram_mb: number;
  rss_mb: number;
  uptime_s: number;
}

interface HiveData {
  hive_id: string;
  workers: WorkerTelemetry[];
  last_update: string;
}

interface HeartbeatMonitorProps {
  workersOnline: number;
  hivesOnline: number;
  hives: HiveData[];
}

const workerText = (worker: WorkerTelemetry): string =>
  [
    `${worker.group}/${worker.instance}`,
    worker.model && `[${worker.model}]`,
    `GPU: ${worker.gpu_util_pct.toFixed(1)}%`,
    `VRAM: ${worker.vram_mb}MB / ${worker.total_vram_mb}MB`,
  ].join(' ');

function applyEvent(props: HeartbeatMonitorProps, event: HeartbeatEvent): HeartbeatMonitorProps {
  switch (event.type) {
    case 'hive_telemetry': {
      const hive: HiveData = {
        hive_id: event.hive_id,
        workers: event.workers,
        last_update: event.timestamp,
      };
      return { ...props, hives: [...props.hives.filter((it) => it.hive_id !== hive.hive_id), hive] };
    }
    case 'queen':
      return { ...props, workersOnline: event.workers_online, hivesOnline: event.hives_online };
  }
}

test("a page of the seed's types and snippets reads the stream's events", () => {
  const events: HeartbeatEvent[] = [aQueenHeartbeat(), aTelemetry()];
  const props = events.reduce(applyEvent, { workersOnline: 0, hivesOnline: 0, hives: [] });
  expect(props).toMatchObject({ workersOnline: 1, hivesOnline: 1 });
  expect(props.hives.flatMap((hive) => hive.workers.map(workerText))).toEqual([
    'llm/8080 [llama-3.2-1b] GPU: 85.5% VRAM: 4096MB / 24576MB',
  ]);
});

test("[W1] the seed's twelve fields are a whole ProcessStats, and its events whole events", () => {
  const worker: ProcessStats = {
    pid: 12345,
    group: 'llm',
    instance: '8080',
    cpu_pct: 0.0,
    rss_mb: 2048,
    io_r_mb_s: 0.0,
    io_w_mb_s: 0.0,
    uptime_s: 300,
    gpu_util_pct: 85.5,
    vram_mb: 4096,
    total_vram_mb: 24576,
    model: 'llama-3.2-1b',
  };
  const hive: HiveTelemetry = { hive_id: 'hive-gpu-1', timestamp: '2025-10-30T20:15:30Z', workers: [worker] };
  const queen: QueenHeartbeat = {
    workers_online: 1,
    workers_available: 0,
    hives_online: 1,
    hives_available: 1,
    worker_ids: ['hive-gpu-1/llm/8080'],
    hive_ids: ['hive-gpu-1'],
    timestamp: '2025-10-30T20:15:30Z',
  };
  const events: HeartbeatEvent[] = [
    { type: 'hive_telemetry', ...hive },
    { type: 'queen', ...queen },
  ];
  expect(events).toEqual([aTelemetry({ workers: [aWorker()] }), aQueenHeartbeat()]);
});
