import { uncompressSync } from 'snappy';
import type { Fetch } from '../post.ts';
import { type ReadSeries, readRequest } from './read-request.ts';

/** An answer of the receiver instead of its own; `hang` never answers, `refuse` is an error of the network. */
export type Answer =
  | 'hang'
  | 'refuse'
  | { readonly status: number; readonly headers?: Record<string, string> };

/** A request as the receiver got it. */
export interface Received {
  readonly url: string;
  readonly headers: Headers;
  readonly series: readonly ReadSeries[];
  readonly redirect: string | undefined;
}

/**
 * A store that takes remote write as Prometheus does: a request with a sample that is older than the last one of its series, or has
 * another value for the same time, is answered 400 and nothing of it is kept.
 */
export class FakeReceiver {
  readonly requests: Received[] = [];
  /** Answers to the next requests; after them the receiver answers itself. */
  readonly answers: Answer[] = [];
  /** The answer to every request, while it is set. */
  always: Answer | undefined;
  /** Addresses that cannot be reached. */
  readonly away = new Set<string>();
  /** Takes samples that are older than the last one of their series, too, as VictoriaMetrics does. */
  takesOld = false;
  readonly #samples = new Map<string, [number, number | 'stale'][]>();

  readonly fetch: Fetch = async (url, { headers, body, signal, redirect }) => {
    const series = readRequest(uncompressSync(Buffer.from(body as Uint8Array)) as Buffer);
    this.requests.push({ url, headers: new Headers(headers), series, redirect });
    const answer = this.away.has(url) ? 'refuse' : (this.always ?? this.answers.shift());
    if (answer === 'refuse')
      throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
    if (answer === 'hang') {
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    }
    if (typeof answer === 'object') return new Response(null, answer);
    return new Response(null, { status: this.#take(series) ? 204 : 400 });
  };

  /** The samples of a series, by its labels as in `/metrics`. */
  samplesOf(name: string): readonly (readonly [number, number | 'stale'])[] {
    return this.#samples.get(name) ?? [];
  }

  /** Gives a series a sample that did not come in a request. */
  put(labels: ReadSeries['labels'], time: number, value: number): void {
    this.#take([{ labels, samples: [[time, value]] }]);
  }

  get names(): readonly string[] {
    return [...this.#samples.keys()];
  }

  #take(series: readonly ReadSeries[]): boolean {
    if (series.some((it) => this.#isRefused(it))) return false;
    for (const { labels, samples } of series) {
      const key = keyOf(labels);
      const kept = this.#samples.get(key) ?? [];
      const times = new Set(kept.map(([time]) => time));
      kept.push(
        ...samples
          .filter(([time]) => !times.has(time))
          .map(([time, value]): [number, typeof value] => [time, value]),
      );
      this.#samples.set(
        key,
        kept.sort(([a], [b]) => a - b),
      );
    }
    return true;
  }

  #isRefused({ labels, samples }: ReadSeries): boolean {
    const kept = this.#samples.get(keyOf(labels)) ?? [];
    const last = kept.at(-1)?.[0] ?? 0;
    return samples.some(([time, value]) => {
      if (time > last) return false;
      const same = kept.find(([it]) => it === time);
      return same ? same[1] !== value : !this.takesOld;
    });
  }
}

/** `name{a="b"}`, with the labels sorted. */
export function keyOf(labels: ReadSeries['labels']): string {
  const name = labels.find(([label]) => label === '__name__')?.[1];
  const rest = labels
    .filter(([label]) => label !== '__name__')
    .map(([label, value]) => `${label}="${value}"`);
  return `${name}{${rest.join(',')}}`;
}
