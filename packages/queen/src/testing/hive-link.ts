import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

/** A frame of the queen on a link. */
export interface Said {
  readonly type: string;
  readonly seq?: number;
  readonly retry_ms?: number;
  readonly problem?: Readonly<Record<string, unknown>>;
}

/** The response to a refused upgrade. */
export interface RefusedUpgrade {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Record<string, unknown>;
}

/** A hive's end of a link: a real WebSocket, read frame by frame. */
export class HiveLink {
  readonly socket: WebSocket;
  /** Number of received pings; they are answered unless `answersPings` is false. */
  pings = 0;
  readonly #said: Said[] = [];
  readonly #closed: Promise<number>;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.#closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('message', (data) => this.#said.push(JSON.parse(String(data))));
    socket.on('ping', () => (this.pings += 1));
    socket.on('error', () => socket.terminate());
    onTestFinished(() => socket.terminate());
  }

  static async open(
    port: number,
    headers: Record<string, string> = {},
    { answersPings = true, localAddress = '127.0.0.1', ca = '' } = {},
  ): Promise<HiveLink> {
    const socket = new WebSocket(`${ca ? 'wss' : 'ws'}://127.0.0.1:${port}/v1/hive-link`, {
      headers,
      autoPong: answersPings,
      localAddress,
      ...(ca && { ca }),
    });
    const link = new HiveLink(socket);
    await once(socket, 'open');
    return link;
  }

  /** Requests a link that is refused. */
  static async refused(port: number, headers: Record<string, string> = {}): Promise<RefusedUpgrade> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/hive-link`, { headers });
    socket.on('error', () => {});
    const [, response] = await once(socket, 'unexpected-response');
    let text = '';
    for await (const chunk of response) text += String(chunk);
    socket.terminate();
    return { status: response.statusCode, headers: response.headers, body: JSON.parse(text) };
  }

  /** Sends a frame. */
  say(frame: unknown): void {
    this.socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  /** Sends a heartbeat as a frame. */
  beat(heartbeat: object): void {
    this.say({ type: 'heartbeat', ...heartbeat });
  }

  /** The next frame of the queen. */
  async hears(): Promise<Said> {
    for (;;) {
      const said = this.#said.shift();
      if (said) return said;
      await once(this.socket, 'message');
    }
  }

  /** The code with which the link was closed. */
  closed(): Promise<number> {
    return this.#closed;
  }

  /** Waits until the other end has received everything that was sent: sends a ping and waits for its pong. */
  async settled(): Promise<void> {
    const pong = once(this.socket, 'pong');
    this.socket.ping();
    await pong;
  }
}
