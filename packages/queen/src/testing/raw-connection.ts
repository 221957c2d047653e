import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A TCP connection that sends any text and keeps the received text. */
export class RawConnection {
  readonly socket: Socket;
  heard = '';

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.heard += chunk.toString();
    });
    // The queen may reset a connection; tests check the text received before that.
    socket.on('error', () => socket.destroy());
    onTestFinished(() => {
      socket.destroy();
    });
  }

  /** Connects from an address of this machine, such as 127.0.0.2. */
  static async open(port: number, localAddress = '127.0.0.1'): Promise<RawConnection> {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  /** Sends a text, and waits until the kernel has accepted it. */
  say(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.socket.write(text, () => resolve());
    });
  }

  /** Waits until the received text matches. */
  async hears(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.heard)) await once(this.socket, 'data');
    return this.heard;
  }

  /** Waits until the other end has closed the connection. */
  async ended(): Promise<string> {
    if (!this.socket.closed) await once(this.socket, 'close');
    return this.heard;
  }
}

/** The text of an HTTP request that POSTs a heartbeat. */
export const postText = (body: string): string =>
  `POST /v1/hive-heartbeat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
