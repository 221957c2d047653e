import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Answers } from './answers.ts';
import type { Carrier, OnAnswer } from './carrier.ts';
import { connectTo } from './connect-to.ts';

/** A connection that is kept, with at most one request on its way. */
export class PostConnection implements Carrier {
  readonly #socket: Socket;
  readonly #answers = new Answers();
  readonly #onAnswer: OnAnswer;
  #isBusy = false;

  private constructor(port: number, onAnswer: OnAnswer) {
    this.#onAnswer = onAnswer;
    this.#socket = connectTo(port, (bytes) => this.#read(bytes));
    this.#socket.on('close', () => {
      if (this.#isBusy) this.#answered(false);
    });
  }

  /** Opens one; rejects where it cannot be. */
  static async open(port: number, onAnswer: OnAnswer): Promise<PostConnection> {
    const connection = new PostConnection(port, onAnswer);
    await once(connection.#socket, 'connect');
    return connection;
  }

  get waiting(): number {
    return Number(this.#isBusy);
  }

  get hasRoom(): boolean {
    return !this.#isBusy && !this.#socket.destroyed;
  }

  send(request: Buffer): void {
    this.#isBusy = true;
    this.#socket.write(request);
  }

  end(): void {
    this.#isBusy = false;
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    const answer = this.#answers.read(bytes);
    if (answer !== null) this.#answered(answer === 'taken');
  }

  #answered(wasTaken: boolean): void {
    this.#isBusy = false;
    this.#onAnswer(1, wasTaken);
  }
}
