import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A TCP connection that says what a test makes it say, and remembers what it heard. */
export class RawConnection {
  readonly socket: Socket;
  heard = '';

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.heard += chunk.toString();
    });
    // The queen may reset a connection; tests look at what was heard before.
    socket.on('error', () => socket.destroy());
    onTestFinished(() => {
      socket.destroy();
    });
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  /** Says something, and waits until the kernel has it. */
  say(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.socket.write(text, () => resolve());
    });
  }

  /** Waits until something was heard. */
  async hears(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.heard)) await once(this.socket, 'data');
    return this.heard;
  }

  /** Waits until the other end has hung up. */
  async ended(): Promise<string> {
    if (!this.socket.closed) await once(this.socket, 'close');
    return this.heard;
  }
}

/** A POST of a heartbeat as text on a connection. */
export const postText = (body: string): string =>
  `POST /v1/hive-heartbeat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
