import {
  createHeartbeatStore,
  type HeartbeatStore,
  type HistoryEvent,
  type HistoryInfo,
  type HistorySeries,
} from '@rbee/queen-rbee-sdk';
import type { ReactNode } from 'react';
import { HeartbeatProvider } from '../store.tsx';

/** A queen of a test: a stream that the test writes, and a past that it gives. */
interface PastQueen {
  readonly store: HeartbeatStore;
  /** Paths and queries of the requests about the past, without `/v1/history`. */
  readonly asked: readonly string[];
  /** Writes an event to the stream. */
  readonly send: (event: { readonly type: string }) => void;
  readonly wrapper: (props: { readonly children?: ReactNode }) => ReactNode;
}

interface Past {
  /** Answers `GET /v1/history/series`; null: 404, as of a queen without a history. */
  readonly series?: ((query: URLSearchParams) => HistorySeries) | null;
  readonly info?: HistoryInfo;
  readonly events?: readonly HistoryEvent[];
}

const INFO: HistoryInfo = { state: 'recording', tiers: [], lost: 0, problems: [] };

const OFF = {
  ...{ type: 'about:blank', title: 'No history', status: 404, code: 'history_off' },
  detail: 'This queen keeps no history.',
};

/** A queen behind a `fetch` of its own. */
export function createPastQueen({ series = null, info, events = [] }: Past = {}): PastQueen {
  const asked: string[] = [];
  let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
  let id = 0;
  const answerTo = (url: URL): object | null => {
    switch (url.pathname.replace('/v1/history', '')) {
      case '':
        return series ? (info ?? INFO) : null;
      case '/events':
        return { items: events, next_cursor: null };
      default:
        return series?.(url.searchParams) ?? null;
    }
  };
  const fetch: typeof globalThis.fetch = async (input) => {
    const url = new URL(String(input));
    if (!url.pathname.startsWith('/v1/history')) {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          stream = controller;
        },
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    }
    asked.push(decodeURIComponent(url.pathname.replace('/v1/history', '') + url.search));
    const answer = answerTo(url);
    if (answer) return Response.json(answer);
    return Response.json(OFF, { status: 404, headers: { 'content-type': 'application/problem+json' } });
  };
  const store = createHeartbeatStore({ baseUrl: 'http://queen:7833', fetch });
  return {
    ...{ store, asked },
    send: (event) => {
      id += 1;
      const text = `event: heartbeat\nid: ${id}\ndata: ${JSON.stringify(event)}\n\n`;
      stream?.enqueue(new TextEncoder().encode(text));
    },
    wrapper: ({ children }) => <HeartbeatProvider store={store}>{children}</HeartbeatProvider>,
  };
}

interface GivenLine {
  readonly worker_id?: string;
  readonly gpu_uuid?: string;
  readonly field: string;
  readonly mean: readonly (number | null)[];
  /** The reason of a point without a value, by its place; default: `no_sample`. */
  readonly reasons?: Readonly<Record<number, string>>;
}

/** An answer of points of one second that end at `to`, milliseconds since the epoch. */
export function answerOf(to: number, ...lines: readonly GivenLine[]): HistorySeries {
  const points = lines[0]?.mean.length ?? 0;
  const from = to - points * 1_000;
  const iso = (index: number) => new Date(from + index * 1_000).toISOString();
  return {
    ...{ from: iso(0), to: iso(points), tier: '1s', step_ms: 1_000, points },
    series: lines.map(({ mean, reasons = {}, ...names }) => ({
      ...{ hive_id: 'hive-gpu-1', ...names, mean: [...mean] },
      gaps: mean.flatMap((value, index) =>
        value === null
          ? [{ from: iso(index), to: iso(index + 1), reason: reasons[index] ?? 'no_sample' }]
          : [],
      ),
    })),
  };
}
