/** A frame of a WebSocket (RFC 6455 section 5.2) as far as a load generator must know it. */
export interface WebSocketFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

const LONG = 126;
const MASKED = 0x80;
const FINAL = 0x80;

/** Frames of a server, which are short and not masked, out of bytes that come in pieces. */
export class WebSocketFrames {
  #held: Buffer | undefined;

  /** The frames that are whole now. `bytes` is only lent, and so are their payloads. */
  read(bytes: Buffer): WebSocketFrame[] {
    const all = this.#held ? Buffer.concat([this.#held, bytes]) : bytes;
    const frames: WebSocketFrame[] = [];
    let at = 0;
    for (;;) {
      const frame = frameAt(all, at);
      if (!frame) break;
      frames.push({ opcode: (all[at] ?? 0) & 0x0f, payload: all.subarray(frame.from, frame.to) });
      at = frame.to;
    }
    this.#held = at < all.length ? Buffer.from(all.subarray(at)) : undefined;
    return frames;
  }
}

function frameAt(all: Buffer, at: number): { readonly from: number; readonly to: number } | null {
  const short = all[at + 1];
  if (short === undefined || (short === LONG && all.length < at + 4)) return null;
  if (short > LONG) throw new Error('The queen sent a frame that is not an answer.');
  const from = at + (short === LONG ? 4 : 2);
  const to = from + (short === LONG ? all.readUInt16BE(at + 2) : short);
  return to > all.length ? null : { from, to };
}

/** A frame of a client, below 64 KiB. Its mask is 0, so that its payload can be written over in place. */
export function clientFrame(opcode: number, payload: Buffer): Buffer {
  const mask = [0, 0, 0, 0];
  const { length } = payload;
  const size = length < LONG ? [MASKED | length] : [MASKED | LONG, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([FINAL | opcode, ...size, ...mask]), payload]);
}

export const OPCODES = { text: 1, close: 8, ping: 9, pong: 10 } as const;
