import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Wrap } from './beats.ts';
import type { Carrier, OnAnswer } from './carrier.ts';
import { connectTo } from './connect-to.ts';
import { clientFrame, OPCODES, WebSocketFrames } from './web-socket-frames.ts';

/** Heartbeats on their way at one time, as in a hive ([L1]). */
const MOST_WAITING = 8;

const HELLO =
  'GET /v1/hive-link HTTP/1.1\r\nhost: 127.0.0.1\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';

/** A heartbeat as a frame of the link. */
export const asFrame: Wrap = (json) =>
  clientFrame(OPCODES.text, Buffer.from(`{"type":"heartbeat",${json.slice(1)}`));

/** A hive's link ([L1]), with as many heartbeats on their way as a hive has. */
export class LinkConnection implements Carrier {
  readonly #socket: Socket;
  readonly #frames = new WebSocketFrames();
  readonly #onAnswer: OnAnswer;
  #waiting: number[] = [];
  #onOpen: ((isOpen: boolean) => void) | undefined;

  private constructor(port: number, onAnswer: OnAnswer) {
    this.#onAnswer = onAnswer;
    this.#socket = connectTo(port, (bytes) => this.#read(bytes));
    this.#socket.on('close', () => this.#closed());
  }

  /** Opens one; rejects where it cannot be. */
  static async open(port: number, onAnswer: OnAnswer): Promise<LinkConnection> {
    const link = new LinkConnection(port, onAnswer);
    await once(link.#socket, 'connect');
    const opened = new Promise<boolean>((resolve) => {
      link.#onOpen = resolve;
    });
    link.#socket.write(HELLO);
    if (!(await opened)) throw new Error('The queen refused the link.');
    return link;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get hasRoom(): boolean {
    return this.#waiting.length < MOST_WAITING && !this.#socket.destroyed;
  }

  send(frame: Buffer, seq: number): void {
    this.#waiting.push(seq);
    this.#socket.write(frame);
  }

  end(): void {
    this.#waiting = [];
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    const onOpen = this.#onOpen;
    if (onOpen) {
      // Nothing follows the handshake before something was sent.
      this.#onOpen = undefined;
      onOpen(bytes.toString('latin1', 9, 12) === '101');
      return;
    }
    for (const { opcode, payload } of this.#frames.read(bytes)) {
      if (opcode === OPCODES.ping) this.#socket.write(clientFrame(OPCODES.pong, payload));
      else if (opcode === OPCODES.close) this.#socket.destroy();
      else if (opcode === OPCODES.text) this.#answered(payload.toString());
    }
  }

  #answered(text: string): void {
    const { type, seq } = JSON.parse(text) as { type: string; seq?: number };
    if (seq === undefined) {
      this.#socket.destroy();
      return;
    }
    const before = this.#waiting.length;
    const isAck = type === 'ack';
    this.#waiting = this.#waiting.filter((it) => (isAck ? it > seq : it !== seq));
    this.#onAnswer(before - this.#waiting.length, isAck);
  }

  #closed(): void {
    this.#onOpen?.(false);
    const { length } = this.#waiting;
    this.#waiting = [];
    if (length > 0) this.#onAnswer(length, false);
  }
}
