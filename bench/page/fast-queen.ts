import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ROUTES, SSE_EVENTS } from '../../packages/contract/src/index.ts';
import { type Recording, record } from './recording.ts';

/** A server that plays the fleet of a queen faster than it is. */
export interface FastQueen {
  readonly url: string;
  /** Samples that were sent. */
  sent(): number;
  end(): void;
}

/** Time between two beats ([S3]), milliseconds. */
const BEAT_MS = 2_500;

/**
 * A server between a browser and a queen. It passes everything on but the stream: of that it records some seconds, and then sends them
 * over and over, each sample of a hive `times` a second.
 */
export async function startFastQueen(queenUrl: string, times: number, seconds: number): Promise<FastQueen> {
  const recording = await record(queenUrl, seconds);
  let sent = 0;
  const server = createServer((incoming, answer) => {
    if (!incoming.url?.startsWith(ROUTES.stream)) passOn(queenUrl, incoming, answer);
    else
      play(recording, times, answer, (samples) => {
        sent += samples;
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const end = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, sent: () => sent, end };
}

function passOn(queenUrl: string, incoming: IncomingMessage, answer: ServerResponse): void {
  const headers = { ...incoming.headers, host: new URL(queenUrl).host };
  const { method = 'GET', url = '/' } = incoming;
  const passed = request(queenUrl + url, { method, headers }, (from) => {
    answer.writeHead(from.statusCode ?? 502, from.headers);
    from.pipe(answer);
  });
  passed.on('error', () => answer.destroy());
  incoming.pipe(passed);
}

/** Writes a stream ([S4], [S11]) to its end. A reader that is slow gets fewer samples. */
function play(
  { beat, loops }: Recording,
  times: number,
  answer: ServerResponse,
  onSent: (samples: number) => void,
): void {
  let [id, step] = [0, 0];
  const frame = (name: string, data: object): string => {
    id += 1;
    return `event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
  };
  const beatNow = (): string => frame(SSE_EVENTS.heartbeat, { ...beat, timestamp: new Date().toISOString() });
  answer.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  answer.write(`retry: 2000\n\n${beatNow()}`);
  for (const { first } of loops) answer.write(frame(SSE_EVENTS.delta, { ...first, step }));
  const samples = setInterval(() => {
    if (answer.writableNeedDrain) return;
    step += 1;
    const frames = loops.map(({ first: { hive_id }, changes }) =>
      frame(SSE_EVENTS.delta, {
        type: 'delta',
        hive_id,
        step,
        changes: changes[(step - 1) % changes.length],
      }),
    );
    onSent(loops.length);
    answer.write(frames.join(''));
  }, 1_000 / times);
  const beats = setInterval(() => answer.write(beatNow()), BEAT_MS);
  answer.on('close', () => {
    clearInterval(samples);
    clearInterval(beats);
  });
}
