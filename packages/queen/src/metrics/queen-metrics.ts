import { type ErrorCode, HIVE_TRANSPORTS, type SseEventName } from '@rbee/contract';
import type { History } from '@rbee/history';
import { Counter, Histogram, Registry as MetricRegistry } from 'prom-client';
import { ACCESS_REASONS, type AccessReason } from '../access/index.ts';
import { FAULT_PLACES, type FaultPlace } from '../faults.ts';
import type { EventLoopLoad } from '../overload.ts';
import type { HiveTransport } from '../sample/index.ts';
import { BOUNDS, type Bound, SHARED_LIMITS, type SharedLimit } from '../shares.ts';
import { type Hub, LEAVE_REASONS, type LeaveReason } from '../stream/index.ts';
import type { ServerCertificate } from '../tls/index.ts';
import { addCounter, addGauge, addMetric } from './add-metric.ts';
import { addHistoryMetrics } from './history-metrics.ts';
import { addProcessMetrics } from './process-metrics.ts';

const HEARTBEAT_RESULTS = ['accepted', 'late', 'backfill', 'refused'] as const;
type HeartbeatResult = (typeof HEARTBEAT_RESULTS)[number];

const CONNECTION_ERRORS = ['bad_request', 'request_timeout', 'unanswered', 'tls_handshake'] as const;

/** The error code sent to a connection that ended in an error; `unanswered` if none could be sent. `tls_handshake`: before any request. */
export type ConnectionError = (typeof CONNECTION_ERRORS)[number];

/** Reasons for the end of a link, as labels of `/metrics`. */
const LINK_ENDS = [
  /** The hive sent a close frame. */
  'closed',
  /** The connection broke. */
  'lost',
  /** A ping was not answered in time ([L3]). */
  'silent',
  /** No heartbeat came in time. */
  'no_heartbeat',
  /** A frame was not valid JSON. */
  'malformed',
  /** A frame was not text. */
  'binary',
  /** A frame was larger than a heartbeat may be ([H1]). */
  'too_large',
  /** The hive violated RFC 6455. */
  'protocol',
  /** The hive did not read the queen's answers. */
  'unread',
  /** The same run of the hive opened another link. */
  'replaced',
  /** There was no room for the bytes of its unfinished or waiting frames. */
  'crowded',
  /** The token of the hive ended ([A3]). */
  'revoked',
  /** The queen stopped. */
  'stopping',
] as const;

/** The reason for the end of a link. */
export type LinkEnd = (typeof LINK_ENDS)[number];

/** The sources that are read at each scrape. */
export interface Observed {
  readonly hub: Hub;
  /** Memory of the state of all hives, bytes. */
  readonly registry: { readonly bytes: number };
  readonly load: EventLoopLoad;
  readonly links: { readonly count: number; readonly waiting: number };
  /** Number of lines that the log's destination could not write. */
  readonly logLinesLost: () => number;
  /** Undefined if no history is kept. */
  readonly history: Pick<History, 'info'> | undefined;
  /** Undefined without TLS. */
  readonly tls: Pick<ServerCertificate, 'validity'> | undefined;
}

/** The metrics of the queen itself: its process and its work. */
export class QueenMetrics {
  readonly #register = new MetricRegistry();
  readonly #results = this.#counter<HeartbeatResult>(
    'rbee_heartbeats_total',
    'Heartbeats received, by result. A late heartbeat and a backfill are only kept in the history.',
    'result',
    HEARTBEAT_RESULTS,
  );
  readonly #transports = this.#counter<HiveTransport>(
    'rbee_heartbeats_by_transport_total',
    'Heartbeats received, by transport.',
    'transport',
    HIVE_TRANSPORTS,
  );
  readonly #refusals = this.#counter<ErrorCode>(
    'rbee_heartbeats_refused_total',
    'Heartbeats refused, by error code.',
    'code',
  );
  /** Counts a connection that ended in an error. */
  readonly connectionError = this.#counter<ConnectionError>(
    'rbee_http_connection_errors_total',
    'HTTP connections that ended in an error, by the error code that was sent; "unanswered" if none could be ' +
      'sent, "tls_handshake" if no TLS connection came about. If all headers of a heartbeat had arrived, it is counted as a refused heartbeat as well.',
    'code',
    CONNECTION_ERRORS,
  );
  /** Counts a request that was refused access ([A1]). */
  readonly accessRefused = this.#counter<AccessReason>(
    'rbee_access_refused_total',
    'Requests that were refused access, by reason.',
    'reason',
    ACCESS_REASONS,
  );
  readonly #limits = new Counter({
    name: 'rbee_limit_reached_total',
    help: 'Requests refused because a limit was reached; bound is "address" if it was only the share of one address.',
    labelNames: ['limit', 'bound'],
    registers: [this.#register],
  });
  readonly published = this.#counter<SseEventName>(
    'rbee_stream_events_total',
    'Events published, by their SSE name.',
    'event',
  );
  readonly watcherLeft = this.#counter<LeaveReason>(
    'rbee_stream_disconnects_total',
    'Watchers that disconnected, by reason.',
    'reason',
    LEAVE_REASONS,
  );
  /** Counts a watcher that fell behind. */
  readonly watcherLagged = this.#plainCounter('rbee_stream_lags_total', 'Times that a watcher fell behind.');
  /** Counts an error of a watcher's connection; that a watcher leaves is none. */
  readonly watcherError = this.#plainCounter(
    'rbee_stream_connection_errors_total',
    "Errors of watchers' connections; a watcher that closes its connection is none.",
  );
  /** Counts an error of the queen itself that was contained. */
  readonly fault = this.#counter<FaultPlace>(
    'rbee_faults_total',
    'Errors of the queen itself, by the place where they were contained.',
    'place',
    FAULT_PLACES,
  );
  /** Counts a request with a header that only a trusted proxy may send ([A5]). */
  readonly proxyHeaderIgnored = this.#plainCounter(
    'rbee_proxy_headers_ignored_total',
    'Requests whose header with a person was ignored, as they did not come from a trusted proxy or had it twice.',
  );
  readonly links = {
    acked: this.#plainCounter(
      'rbee_link_acks_total',
      'Acknowledgements sent on links; one can cover several heartbeats.',
    ),
    ended: this.#counter<LinkEnd>(
      'rbee_link_closes_total',
      'Links that ended, by reason.',
      'reason',
      LINK_ENDS,
    ),
  };
  /** Lines of the log that failed with an error; those that its destination lost are counted there. */
  #logErrors = 0;
  readonly #flushes = new Histogram({
    name: 'rbee_stream_flush_seconds',
    help: 'Work time of one flush of events to all watchers.',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25],
    registers: [this.#register],
  });

  constructor() {
    addProcessMetrics(this.#register);
    for (const limit of SHARED_LIMITS) for (const bound of BOUNDS) this.#limits.inc({ limit, bound }, 0);
  }

  /** Counts a heartbeat that was answered with 200. */
  heartbeat(result: Exclude<HeartbeatResult, 'refused'>, transport: HiveTransport): void {
    this.#results(result);
    this.#transports(transport);
  }

  heartbeatRefused(code: ErrorCode, transport: HiveTransport): void {
    this.#results('refused');
    this.#transports(transport);
    this.#refusals(code);
  }

  /** Counts a request that was refused because a limit had no room. */
  limitReached(limit: SharedLimit, bound: Bound): void {
    this.#limits.inc({ limit, bound });
  }

  /** Counts a line of the log that could not be written. */
  readonly logLineLost = (): void => {
    this.#logErrors += 1;
  };

  /** Adds a flush with its work time in milliseconds. */
  readonly flushed = (ms: number): void => this.#flushes.observe(ms / 1000);

  /** Adds the metrics that are read from the queen at each scrape. */
  observe({ hub, registry, load, links, logLinesLost, history, tls }: Observed): void {
    const gauge = addGauge.bind(null, this.#register);
    gauge(
      'rbee_event_loop_late_seconds',
      'Lateness of the last tick of the event loop.',
      () => load.lagMs / 1000,
    );
    gauge('rbee_overloaded', '1 while the queen is overloaded and refuses POSTed heartbeats.', () =>
      Number(load.isHigh),
    );
    gauge('rbee_stream_watchers', 'Watchers of the stream.', () => hub.watchers);
    gauge(
      'rbee_stream_watchers_behind',
      'Watchers that read too slowly and get only the newest state of each hive.',
      () => hub.behind,
    );
    gauge('rbee_stream_views', 'Different views of the stream that are watched.', () => hub.views);
    gauge(
      'rbee_stream_ring_bytes',
      'Memory of past events kept for watchers that reconnect, bytes, as counted.',
      () => hub.ringBytes,
    );
    gauge(
      'rbee_stream_transition_bytes',
      'Memory of past events of hives and workers kept for watchers that fell behind, bytes, as counted.',
      () => hub.transitionBytes,
    );
    gauge(
      'rbee_stream_unsent_bytes',
      'Sum of the bytes that each watcher has yet to receive; watchers share most of this memory.',
      () => hub.unsentBytes,
    );
    gauge('rbee_links', 'Open links of hives.', () => links.count);
    gauge(
      'rbee_link_frames_waiting',
      'Frames received on links that wait to be processed.',
      () => links.waiting,
    );
    const lostHelp = 'Lines of the log that could not be written.';
    addMetric(this.#register, Counter, 'rbee_log_lines_lost_total', lostHelp, [], () => [
      [{}, this.#logErrors + logLinesLost()],
    ]);
    gauge('rbee_fleet_bytes', 'Memory of the state of all hives, as counted.', () => registry.bytes);
    if (tls) {
      gauge(
        'rbee_tls_certificate_expiry_timestamp_seconds',
        'Time at which the certificate expires, seconds since the epoch.',
        () => tls.validity.to / 1000,
      );
    }
    if (history) addHistoryMetrics(this.#register, () => history.info());
  }

  /** These metrics in the Prometheus text format. */
  text(): Promise<string> {
    return this.#register.metrics();
  }

  #counter<Value extends string>(name: string, help: string, label: string, known?: readonly Value[]) {
    return addCounter(this.#register, name, help, label, known);
  }

  #plainCounter(name: string, help: string): () => void {
    const counter = new Counter({ name, help, registers: [this.#register] });
    return () => counter.inc();
  }
}
