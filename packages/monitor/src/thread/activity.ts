const NUMBERS = 2;
const HEAD_BYTES = NUMBERS * Int32Array.BYTES_PER_ELEMENT;
/** PATH_MAX of the kernel. A longer path is cut. */
const PATH_BYTES = 4_096;

/**
 * What a thread reads now, in memory that another thread sees while the first one is blocked in the kernel. The thread
 * that reads makes it without an argument or with the `buffer` of the other's.
 */
export class Activity {
  readonly buffer: SharedArrayBuffer;
  /** Number of changes so far, and length of the path in bytes. */
  readonly #numbers: Int32Array;
  readonly #path: Buffer;

  constructor(buffer = new SharedArrayBuffer(HEAD_BYTES + PATH_BYTES)) {
    this.buffer = buffer;
    this.#numbers = new Int32Array(buffer, 0, NUMBERS);
    this.#path = Buffer.from(buffer, HEAD_BYTES, PATH_BYTES);
  }

  /** What `read` returns, which reads this path. */
  during<T>(path: string, read: () => T): T {
    this.#numbers[1] = this.#path.write(path);
    Atomics.add(this.#numbers, 0, 1);
    try {
      return read();
    } finally {
      this.#numbers[1] = 0;
      Atomics.add(this.#numbers, 0, 1);
    }
  }

  /** Changes at the beginning and at the end of each read; 0 before the first. */
  get count(): number {
    return Atomics.load(this.#numbers, 0);
  }

  /** The path that the thread reads; empty if it reads none. */
  get path(): string {
    return this.#path.toString('utf8', 0, this.#numbers[1]);
  }
}
