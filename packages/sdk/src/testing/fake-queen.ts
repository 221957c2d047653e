/** One request for the stream that a fake queen answered. */
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

/** A queen without a network: tests write her stream by hand. */
interface FakeQueen {
  readonly fetch: typeof globalThis.fetch;
  /** Every request so far that got a stream. */
  readonly connections: readonly FakeConnection[];
  /** The newest of them. */
  readonly last: () => FakeConnection;
  /** How many requests came. */
  readonly requests: () => number;
  /** Answers like this instead of with a stream, until told otherwise. */
  readonly answer: (instead: (() => Promise<Response>) | null) => void;
}

/** A fake queen whose every answer is a stream that says nothing by itself. */
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
    if (!connection) throw new Error('Nobody asked for the stream yet.');
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
