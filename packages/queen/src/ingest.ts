import type { Fleet } from './fleet/index.ts';
import type { QueenMetrics } from './metrics/index.ts';
import type { Refusal } from './problem.ts';
import type { Via } from './registry/index.ts';
import { type DecodedSample, decodeWhole, parseJson } from './sample/index.ts';

/** Ways in for a heartbeat. */
export const TRANSPORTS = ['post', 'link'] as const;

/** A way in for a heartbeat. */
export type Transport = (typeof TRANSPORTS)[number];

/** A heartbeat that is safe, or why it is refused. */
export type IngestResult =
  | { readonly ok: true; readonly hiveId: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** Brings heartbeats of all transports to the fleet. Counts what was taken; a transport counts what it refuses. */
export class Ingest {
  readonly #fleet: Fleet;
  readonly #metrics: QueenMetrics;

  constructor(parts: { readonly fleet: Fleet; readonly metrics: QueenMetrics }) {
    this.#fleet = parts.fleet;
    this.#metrics = parts.metrics;
  }

  /** Ingests the body of a POST ([H1], [H2]). */
  body(bytes: Buffer): IngestResult {
    const parsed = parseJson(bytes);
    if (!parsed.ok) return parsed;
    const hiveId = (parsed.value as { readonly hive_id?: unknown } | null)?.hive_id;
    const previous = typeof hiveId === 'string' ? this.#fleet.last(hiveId) : undefined;
    const decoded = decodeWhole(parsed.value, previous);
    return decoded.ok ? this.sample(decoded, null) : decoded;
  }

  /** Ingests a sample that came by the link of that number, or by POST (null). */
  sample({ sample, source }: Pick<DecodedSample, 'sample' | 'source'>, via: Via): IngestResult {
    const outcome = this.#fleet.ingest(sample, via, source);
    if (outcome === 'full') return { ok: false, refusal: TOO_MANY_HIVES };
    if (outcome === 'conflict') return { ok: false, refusal: idTaken(sample.hive_id) };
    this.#metrics.heartbeat(outcome, via === null ? 'post' : 'link');
    return { ok: true, hiveId: sample.hive_id };
  }
}

const TOO_MANY_HIVES: Refusal = {
  code: 'overloaded',
  detail: 'The queen knows as many hives as it can hold; delete some that are gone.',
};

const idTaken = (hiveId: string): Refusal => ({
  code: 'hive_id_taken',
  detail: `Another hive reports as ${hiveId}; give each hive its own id with --hive-id.`,
});
