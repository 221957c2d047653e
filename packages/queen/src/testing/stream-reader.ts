/** One block of the stream: its text and its parsed fields. */
export interface Block {
  readonly raw: string;
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly data: Record<string, unknown>;
}

/** Splits the text of a stream into blocks, and the incomplete rest. */
export function blocksOf(text: string): [Block[], string] {
  const parts = text.split('\n\n');
  const rest = parts.pop() ?? '';
  return [parts.map(blockOf), rest];
}

function blockOf(raw: string): Block {
  const line = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(raw)?.[1];
  const data: Record<string, unknown> = JSON.parse(line('data') ?? '{}');
  return { raw: `${raw}\n\n`, event: line('event'), id: line('id'), data };
}

/** A watcher with a real connection, read block by block. */
export class StreamReader {
  readonly response: Response;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #abort: AbortController;
  readonly #decoder = new TextDecoder();
  #rest = '';
  #blocks: Block[] = [];

  private constructor(response: Response, abort: AbortController) {
    if (!response.body) throw new Error('the stream has no body');
    this.response = response;
    this.#abort = abort;
    this.#reader = response.body.getReader();
  }

  static async open(base: string, headers: Record<string, string> = {}): Promise<StreamReader> {
    const abort = new AbortController();
    const response = await fetch(`${base}/v1/heartbeats/stream`, { headers, signal: abort.signal });
    return new StreamReader(response, abort);
  }

  /** The next block, or null at the end of the stream. */
  async next(): Promise<Block | null> {
    while (this.#blocks.length === 0) {
      const { done, value } = await this.#reader.read();
      if (done) return null;
      const [blocks, rest] = blocksOf(this.#rest + this.#decoder.decode(value, { stream: true }));
      this.#rest = rest;
      this.#blocks = blocks;
    }
    return this.#blocks.shift() ?? null;
  }

  /** The next blocks, of the given number. */
  async take(count: number): Promise<Block[]> {
    const blocks: Block[] = [];
    while (blocks.length < count) {
      const block = await this.next();
      if (!block) throw new Error(`the stream ended after ${blocks.length} of ${count} blocks`);
      blocks.push(block);
    }
    return blocks;
  }

  /** Closes the connection. */
  close(): void {
    this.#abort.abort();
  }
}
