import type { PageMessage, WorkerMessage } from './messages.ts';

const ENCODER = new TextEncoder();

/** Statuses of answers that have no body, by the Fetch standard. */
const WITHOUT_BODY = [101, 103, 204, 205, 304];

/** One request of a page to the worker, and the answer as a `Response`. */
export class SharedRequest {
  /** The answer; null if the worker did not take the request. Rejects if there was none. */
  readonly answer: Promise<Response | null>;
  readonly #id: number;
  readonly #send: (message: PageMessage) => void;
  readonly #onDone: () => void;
  readonly #settle: PromiseWithResolvers<Response | null>;
  #accepted = false;
  #body: ReadableStreamDefaultController<Uint8Array> | null = null;
  /** Texts that the page has not asked for yet. */
  readonly #waiting: string[] = [];
  #end: { readonly error: string | null } | null = null;
  /** True if the page waits for the next text. */
  #wanted = false;
  #done = false;

  constructor(id: number, send: (message: PageMessage) => void, onDone: () => void) {
    this.#id = id;
    this.#send = send;
    this.#onDone = onDone;
    this.#settle = Promise.withResolvers();
    this.answer = this.#settle.promise;
  }

  /** Takes the next message of the worker. */
  receive(message: WorkerMessage): void {
    switch (message.type) {
      case 'accepted':
        this.#accepted = true;
        return;
      case 'answer': {
        const { status, headers } = message;
        const body = WITHOUT_BODY.includes(status) ? null : this.#stream();
        this.#settle.resolve(
          new Response(body, { status, headers: headers.map(([name, value]) => [name, value]) }),
        );
        return;
      }
      case 'text':
        this.#waiting.push(message.text);
        this.#pass();
        return;
      case 'end':
        this.#end = message;
        if (this.#body) this.#pass();
        else this.#finish();
        this.#settle.reject(new TypeError(message.error ?? 'Failed to fetch'));
        return;
    }
  }

  /** The worker did not answer in time: the request is made without it. */
  notAccepted(): void {
    if (this.#accepted) return;
    this.#finish();
    this.#settle.resolve(null);
  }

  /** The page does not want the answer any more. */
  abort(reason: unknown): void {
    if (this.#done) return;
    this.#finish();
    this.#settle.reject(reason);
    this.#body?.error(reason);
  }

  #stream(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#body = controller;
        },
        pull: () => {
          this.#wanted = true;
          this.#pass();
        },
        cancel: () => this.#finish(),
      },
      // Texts are passed on only when they are read, as the worker counts what is unread.
      { highWaterMark: 0 },
    );
  }

  #pass(): void {
    if (this.#done || !this.#body) return;
    const text = this.#wanted ? this.#waiting.shift() : undefined;
    if (text !== undefined) {
      this.#wanted = false;
      this.#send({ type: 'taken', id: this.#id, chars: text.length });
      this.#body.enqueue(ENCODER.encode(text));
    } else if (this.#end && this.#waiting.length === 0) {
      this.#done = true;
      this.#onDone();
      if (this.#end.error === null) this.#body.close();
      else this.#body.error(new TypeError(this.#end.error));
    }
  }

  #finish(): void {
    if (this.#done) return;
    this.#done = true;
    this.#onDone();
    if (this.#end === null) this.#send({ type: 'close', id: this.#id });
  }
}
