/** A request that a fake queen answered with a stream. */
interface FakeConnection {
  readonly url: string;
  readonly headers: Headers;
  readonly signal: AbortSignal;
  readonly send: (piece: string | Uint8Array) => void;
  /** The queen closes the stream. */
  readonly end: () => void;
  /** The network breaks it. */
  readonly fail: (message: string) => void;
}

/** A queen without a network; the test writes its stream. */
interface FakeQueen {
  readonly fetch: typeof globalThis.fetch;
  /** Every request that got a stream. */
  readonly connections: readonly FakeConnection[];
  /** The newest of them. */
  readonly last: () => FakeConnection;
  /** Number of requests. */
  readonly requests: () => number;
  /** Replaces the answer to further requests; null: a stream again. */
  readonly answer: (instead: (() => Promise<Response>) | null) => void;
}

/** A fake queen that answers with empty streams. */
export function createFakeQueen(): FakeQueen {
  const connections: FakeConnection[] = [];
  let requests = 0;
  let instead: (() => Promise<Response>) | null = null;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    requests += 1;
    const signal = init?.signal ?? new AbortController().signal;
    if (instead) return Promise.race([instead(), abortOf(signal)]);
    const { connection, body } = openStream(String(input), new Headers(init?.headers), signal);
    connections.push(connection);
    return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
  };
  const last = (): FakeConnection => {
    const connection = connections.at(-1);
    if (!connection) throw new Error('There was no request for the stream.');
    return connection;
  };
  return {
    fetch,
    connections,
    last,
    requests: () => requests,
    answer: (other) => {
      instead = other;
    },
  };
}

function openStream(url: string, headers: Headers, signal: AbortSignal) {
  let writer: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      writer = controller;
    },
  });
  signal.addEventListener('abort', () => writer?.error(signal.reason));
  const connection: FakeConnection = {
    url,
    headers,
    signal,
    send: (piece) => writer?.enqueue(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece),
    end: () => writer?.close(),
    fail: (message) => writer?.error(new Error(message)),
  };
  return { connection, body };
}

const abortOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
