import { createHash } from 'node:crypto';
import type { RemoteWriteState } from '@rbee/contract';
import { compressSync } from 'snappy';
import type { Second } from '../second.ts';
import { credentials, type ReadSecret } from './credentials.ts';
import { type CursorFiles, cursorText, parseCursor } from './cursor.ts';
import type { KeptSeconds } from './kept-points.ts';
import type { Fetch } from './post.ts';
import type { RemoteWriteTarget } from './remote-write-target.ts';
import type { SenderClock } from './sender.ts';
import { Target } from './target.ts';

/** What the sending of samples needs. What has a default is given in tests. */
export interface RemoteWriterEdges {
  /** Version of the program, for `User-Agent`. */
  readonly version: string;
  /** Reads what is kept, also what is not in a file yet. Throws if the files cannot be read. */
  readonly reader: () => KeptSeconds;
  readonly files: CursorFiles;
  readonly clock: SenderClock;
  readonly fetch?: Fetch;
  readonly random?: () => number;
  readonly readSecret?: ReadSecret;
  readonly later?: (run: () => void) => void;
}

/** How long the end of the queen waits for targets, milliseconds. */
const CLOSE_MS = 2_000;
const SAVE_EVERY_MS = 1_000;

/**
 * Sends the samples of the fleet to other stores by Prometheus remote write 1.0 ([P9]). Lives in the thread that writes the history:
 * the history is its queue, and a file with a cursor for each target says what was sent.
 */
export class RemoteWriter {
  readonly #edges: RemoteWriterEdges;
  readonly #targets: readonly {
    readonly settings: RemoteWriteTarget;
    readonly target: Target;
    file: string;
  }[];
  readonly #saved = new Map<string, string>();
  #saveFailure: string | undefined;
  #savedAt = Number.NEGATIVE_INFINITY;

  constructor(targets: readonly RemoteWriteTarget[], edges: RemoteWriterEdges) {
    this.#edges = edges;
    this.#targets = targets.map((settings) => {
      const file = cursorFile(settings);
      const text = edges.files.read(file);
      const cursor = text === undefined ? undefined : parseCursor(text);
      return { settings, file, target: new Target(settings, targetEdges(settings, edges), cursor) };
    });
  }

  /** What became of the samples of each target. */
  get states(): readonly RemoteWriteState[] {
    return this.#targets.map(({ settings: { name }, target }) => {
      const problem = target.problem ?? this.#saveFailure;
      const sentence = problem === undefined ? {} : { problem: `Remote write to ${name}: ${problem}.` };
      return { name, ...target.counts, lag_ms: target.lagMs, ...sentence };
    });
  }

  /** Takes what the fleet reported. The second is only read, and samples of it may be held until the next one. */
  append(second: Second): void {
    for (const { target } of this.#targets) target.append(second);
  }

  /** Sends what is due. To be called once a second, with the present time in milliseconds since the epoch. */
  tick(now: number): void {
    for (const { target } of this.#targets) target.tick(now);
    if (Math.abs(now - this.#savedAt) < SAVE_EVERY_MS) return;
    this.#savedAt = now;
    this.#save();
  }

  /** Sends the rest and ends every series, but waits only until the signal aborts, which is some seconds by default. */
  async close(signal: AbortSignal = AbortSignal.timeout(CLOSE_MS)): Promise<void> {
    const now = this.#edges.clock.now();
    await Promise.all(this.#targets.map(({ target }) => target.close(now, signal)));
    this.#save();
  }

  #save(): void {
    for (const { file, target } of this.#targets) {
      const text = target.cursor && cursorText(target.cursor);
      if (text === undefined || text === this.#saved.get(file)) continue;
      try {
        this.#edges.files.write(file, text);
        this.#saved.set(file, text);
        this.#saveFailure = undefined;
      } catch (error) {
        // Sending goes on. After a restart, what was sent since is sent again.
        this.#saveFailure = `the cursor cannot be written (${(error as NodeJS.ErrnoException).code ?? 'error'})`;
      }
    }
  }
}

/** The name of a target's file. What was sent to another address, or with other series, was not sent to this one. */
function cursorFile({ url, series, intervalMs, labels }: RemoteWriteTarget): string {
  const identity = JSON.stringify([url, series, intervalMs, Object.entries(labels).sort()]);
  return `remote-write-${createHash('sha256').update(identity).digest('hex').slice(0, 16)}.json`;
}

const targetEdges = (settings: RemoteWriteTarget, edges: RemoteWriterEdges) => ({
  url: settings.url,
  headers: () => ({
    ...credentials(settings, edges.readSecret),
    'content-type': 'application/x-protobuf',
    'content-encoding': 'snappy',
    'user-agent': `rbee/${edges.version}`,
    'x-prometheus-remote-write-version': '0.1.0',
  }),
  fetch: edges.fetch ?? fetch,
  clock: edges.clock,
  random: edges.random ?? Math.random,
  reader: edges.reader,
  compress: (bytes: Uint8Array) => new Uint8Array(compressSync(bytes)),
  later: edges.later ?? ((run: () => void) => void setImmediate(run)),
});
