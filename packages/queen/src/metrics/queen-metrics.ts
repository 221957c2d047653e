import type { ErrorCode, SseEventName } from '@rbee/contract';
import { collectDefaultMetrics, Histogram, Registry as MetricRegistry } from 'prom-client';
import type { EventLoopLoad } from '../overload.ts';
import type { Registry } from '../registry/index.ts';
import { type Hub, LEAVE_REASONS, type LeaveReason } from '../stream/index.ts';
import { momentOf, type QueenClock } from '../time.ts';
import { addCounter, addPlainCounter } from './counter.ts';
import { addGauge } from './gauge.ts';
import { addHiveMetrics } from './hive-metrics.ts';
import { addLinkMetrics, type LinkMetrics } from './link-metrics.ts';
import { addWorkerMetrics } from './worker-metrics.ts';

const HEARTBEAT_RESULTS = ['accepted', 'late', 'backfill', 'refused'] as const;

/** Ways in for a heartbeat. */
const TRANSPORTS = ['post', 'link'] as const;

type Transport = (typeof TRANSPORTS)[number];

/** The result of a heartbeat. */
type HeartbeatResult = (typeof HEARTBEAT_RESULTS)[number];

const CONNECTION_ERRORS = ['bad_request', 'request_timeout', 'unanswered'] as const;

/** The error code sent to a connection that ended in an error. */
export type ConnectionError = (typeof CONNECTION_ERRORS)[number];

/** The sources that are read at each scrape. */
export interface Observed {
  readonly hub: Hub;
  readonly registry: Registry;
  readonly clock: QueenClock;
  readonly load: EventLoopLoad;
}

/** All metrics of `/metrics`, in a registry of this queen. */
export interface QueenMetrics {
  /** Counts a heartbeat that was answered with 200. */
  heartbeat(result: Exclude<HeartbeatResult, 'refused'>, transport: Transport): void;
  /** Counts a heartbeat that was refused. */
  heartbeatRefused(code: ErrorCode, transport: Transport): void;
  readonly links: LinkMetrics;
  /** Counts a connection that ended in an error. */
  connectionError(code: ConnectionError): void;
  published(name: SseEventName): void;
  watcherLeft(reason: LeaveReason): void;
  /** Counts a watcher that fell behind. */
  watcherLagged(): void;
  /** Adds a flush with its work time in milliseconds. */
  flushed(ms: number): void;
  /** Counts an error of a watcher's connection. */
  watcherError(): void;
  /** Adds the metrics that are read from the queen at each scrape. */
  observe(parts: Observed): void;
  readonly contentType: string;
  /** The current metrics in the Prometheus text format. */
  text(): Promise<string>;
}

/** The queen's metrics: its own process, its work, and the fleet. */
export function createMetrics(): QueenMetrics {
  const register = new MetricRegistry();
  collectDefaultMetrics({ register });
  const { heartbeats, transports, refused, flushes, ...others } = counters(register);
  return {
    ...others,
    links: addLinkMetrics(register),
    heartbeat: (result, transport) => {
      heartbeats(result);
      transports(transport);
    },
    heartbeatRefused: (code, transport) => {
      heartbeats('refused');
      transports(transport);
      refused(code);
    },
    flushed: (ms) => flushes.observe(ms / 1000),
    observe: ({ hub, registry, clock, load }) => {
      addLoadMetrics(register, load);
      addStreamMetrics(register, hub);
      const statuses = () => registry.statuses(clock.monotonic());
      addHiveMetrics(register, statuses, () => momentOf(clock));
      addWorkerMetrics(register, statuses);
    },
    contentType: register.contentType,
    text: () => register.metrics(),
  };
}

function counters(register: MetricRegistry) {
  return {
    heartbeats: addCounter<HeartbeatResult>(
      register,
      { name: 'rbee_heartbeats_total', help: 'Heartbeats received, by result.' },
      'result',
      HEARTBEAT_RESULTS,
    ),
    transports: addCounter<Transport>(
      register,
      { name: 'rbee_heartbeats_by_transport_total', help: 'Heartbeats received, by transport.' },
      'transport',
      TRANSPORTS,
    ),
    refused: addCounter<ErrorCode>(
      register,
      {
        name: 'rbee_heartbeats_refused_total',
        help: 'Heartbeats refused, by error code.',
      },
      'code',
    ),
    connectionError: addCounter<ConnectionError>(
      register,
      {
        name: 'rbee_http_connection_errors_total',
        help:
          'HTTP connections that ended in an error, by the code they were answered with; unanswered where nobody ' +
          'was left to answer. Whether it was a heartbeat that broke off cannot be told: one whose headers came ' +
          'whole is a refused heartbeat, too.',
      },
      'code',
      CONNECTION_ERRORS,
    ),
    published: addCounter<SseEventName>(
      register,
      { name: 'rbee_stream_events_total', help: 'Events published, by their SSE name.' },
      'event',
    ),
    watcherLeft: addCounter<LeaveReason>(
      register,
      { name: 'rbee_stream_disconnects_total', help: 'Watchers that disconnected, by reason.' },
      'reason',
      LEAVE_REASONS,
    ),
    watcherLagged: addPlainCounter(register, {
      name: 'rbee_stream_lags_total',
      help: 'Times that a watcher fell behind.',
    }),
    flushes: new Histogram({
      name: 'rbee_stream_flush_seconds',
      help: 'Work time of one flush of events to all watchers.',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25],
      registers: [register],
    }),
    watcherError: addPlainCounter(register, {
      name: 'rbee_stream_connection_errors_total',
      help: "Errors of watchers' connections.",
    }),
  };
}

function addLoadMetrics(register: MetricRegistry, load: EventLoopLoad): void {
  const gauge = addGauge.bind(null, register);
  gauge(
    'rbee_event_loop_late_seconds',
    'Lateness of the last tick of the event loop.',
    () => load.lagMs / 1000,
  );
  gauge('rbee_overloaded', '1 while POSTed heartbeats are refused as there is too much to do.', () =>
    Number(load.isHigh),
  );
}

function addStreamMetrics(register: MetricRegistry, hub: Hub): void {
  const gauge = (name: string, help: string, value: () => number): void =>
    addGauge(register, `rbee_stream_${name}`, help, value);
  gauge('watchers', 'Watchers of the stream.', () => hub.watchers);
  gauge('watchers_behind', 'Watchers that are told the newest only, at their own pace.', () => hub.behind);
  gauge('views', 'Different views of the stream that are watched.', () => hub.views);
  gauge('ring_bytes', 'Bytes of past events kept for watchers that come back.', () => hub.ringBytes);
  gauge(
    'unsent_bytes',
    'Bytes that wait for watchers; much of it is the same memory.',
    () => hub.unsentBytes,
  );
}
