/** What is read of an answer; a `Response` has it all. */
export interface QueenResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** One POST to a queen: the part of `fetch` that a hive uses, which `fetch` itself fits. */
export type FetchQueen = (
  url: URL,
  init: {
    readonly method: 'POST';
    readonly headers: Record<string, string>;
    readonly body: string;
    readonly signal: AbortSignal;
    readonly redirect: 'manual';
  },
) => Promise<QueenResponse>;
