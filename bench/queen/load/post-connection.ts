import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Answers } from './answers.ts';

/** Every connection reads into the same memory, and is done with it before the next one reads. */
const SHARED = Buffer.allocUnsafe(64 * 1024);

/** A connection that is kept, with at most one request on its way. */
export class PostConnection {
  readonly #socket: Socket;
  readonly #answers = new Answers();
  readonly #onAnswer: (wasTaken: boolean, connection: PostConnection) => void;
  #isBusy = false;

  private constructor(port: number, onAnswer: (wasTaken: boolean, connection: PostConnection) => void) {
    this.#onAnswer = onAnswer;
    this.#socket = connect({
      ...{ port, host: '127.0.0.1', noDelay: true },
      onread: { buffer: SHARED, callback: (bytes) => this.#read(SHARED.subarray(0, bytes)) },
    });
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.on('close', () => {
      if (this.#isBusy) this.#answered(false);
    });
  }

  /** Opens one; rejects where it cannot be. */
  static async open(
    port: number,
    onAnswer: (wasTaken: boolean, connection: PostConnection) => void,
  ): Promise<PostConnection> {
    const connection = new PostConnection(port, onAnswer);
    await once(connection.#socket, 'connect');
    return connection;
  }

  /** Whether an answer is due. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Sends a request; false where the one before was not answered yet, or the connection is gone. */
  send(request: Buffer): boolean {
    if (this.#isBusy || this.#socket.destroyed) return false;
    this.#isBusy = true;
    this.#socket.write(request);
    return true;
  }

  end(): void {
    this.#isBusy = false;
    this.#socket.destroy();
  }

  #read(bytes: Buffer): boolean {
    const answer = this.#answers.read(bytes);
    if (answer !== null) this.#answered(answer === 'taken');
    return true;
  }

  #answered(wasTaken: boolean): void {
    this.#isBusy = false;
    this.#onAnswer(wasTaken, this);
  }
}
