import type { ErrorCode, SseEventName } from '@rbee/contract';
import { Counter, collectDefaultMetrics, Gauge, Registry as MetricRegistry } from 'prom-client';
import type { Registry } from '../registry/index.ts';
import { type Hub, LEAVE_REASONS, type LeaveReason } from '../stream/index.ts';
import { momentOf, type QueenClock } from '../time/index.ts';
import { addHiveMetrics } from './hive-metrics.ts';
import { addWorkerMetrics } from './worker-metrics.ts';

const HEARTBEAT_RESULTS = ['accepted', 'late', 'backfill', 'refused'] as const;

/** What became of a heartbeat. */
type HeartbeatResult = (typeof HEARTBEAT_RESULTS)[number];

const CONNECTION_ERRORS = ['bad_request', 'request_timeout', 'unanswered'] as const;

/** What a connection that ended in an error was answered with. */
export type ConnectionError = (typeof CONNECTION_ERRORS)[number];

/** Everything that `/metrics` says, in a registry of this queen's own. */
export interface QueenMetrics {
  /** Counts a heartbeat that was answered with 200. */
  heartbeat(result: Exclude<HeartbeatResult, 'refused'>): void;
  /** Counts a heartbeat that was refused. */
  heartbeatRefused(code: ErrorCode): void;
  /** Counts a connection that ended in an error. */
  connectionError(code: ConnectionError): void;
  published(name: SseEventName): void;
  watcherLeft(reason: LeaveReason): void;
  /** Counts an error of a watcher's connection. */
  watcherError(): void;
  /** Adds what is read from the queen at each scrape. */
  observe(parts: { hub: Hub; registry: Registry; clock: QueenClock }): void;
  readonly contentType: string;
  /** The Prometheus text of this moment. */
  text(): Promise<string>;
}

/** The queen's metrics: its own process, its work, and the fleet. */
export function createMetrics(): QueenMetrics {
  const register = new MetricRegistry();
  collectDefaultMetrics({ register });
  const { heartbeats, refused, connections, events, left, errors } = counters(register);
  for (const result of HEARTBEAT_RESULTS) heartbeats.inc({ result }, 0);
  for (const code of CONNECTION_ERRORS) connections.inc({ code }, 0);
  for (const reason of LEAVE_REASONS) left.inc({ reason }, 0);
  return {
    heartbeat: (result) => heartbeats.inc({ result }),
    heartbeatRefused: (code) => {
      heartbeats.inc({ result: 'refused' });
      refused.inc({ code });
    },
    connectionError: (code) => connections.inc({ code }),
    published: (event) => events.inc({ event }),
    watcherLeft: (reason) => left.inc({ reason }),
    watcherError: () => errors.inc(),
    observe: ({ hub, registry, clock }) => {
      addStreamMetrics(register, hub);
      const standings = () => registry.standings(clock.monotonic());
      addHiveMetrics(register, standings, () => momentOf(clock));
      addWorkerMetrics(register, standings);
    },
    contentType: register.contentType,
    text: () => register.metrics(),
  };
}

function counters(register: MetricRegistry) {
  const registers = [register];
  return {
    heartbeats: new Counter({
      name: 'rbee_heartbeats_total',
      help: 'Heartbeats that came in, by what became of them.',
      labelNames: ['result'],
      registers,
    }),
    refused: new Counter({
      name: 'rbee_heartbeats_refused_total',
      help: 'Heartbeats that were refused, by the code of the refusal.',
      labelNames: ['code'],
      registers,
    }),
    connections: new Counter({
      name: 'rbee_http_connection_errors_total',
      help:
        'HTTP connections that ended in an error, by the code they were answered with; unanswered where nobody ' +
        'was left to answer. Whether it was a heartbeat that broke off cannot be told: one whose headers came ' +
        'whole is a refused heartbeat, too.',
      labelNames: ['code'],
      registers,
    }),
    events: new Counter({
      name: 'rbee_stream_events_total',
      help: 'Events published, by their SSE name.',
      labelNames: ['event'],
      registers,
    }),
    left: new Counter({
      name: 'rbee_stream_disconnects_total',
      help: 'Watchers that left, by why.',
      labelNames: ['reason'],
      registers,
    }),
    errors: new Counter({
      name: 'rbee_stream_connection_errors_total',
      help: "Errors of watchers' connections.",
      registers,
    }),
  };
}

function addStreamMetrics(register: MetricRegistry, hub: Hub): void {
  const registers = [register];
  new Gauge({
    name: 'rbee_stream_watchers',
    help: 'Watchers of the stream.',
    registers,
    collect() {
      this.set(hub.watchers);
    },
  });
  new Gauge({
    name: 'rbee_stream_ring_bytes',
    help: 'Bytes of past events kept for watchers that come back.',
    registers,
    collect() {
      this.set(hub.ringBytes);
    },
  });
}
