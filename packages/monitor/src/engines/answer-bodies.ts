import type { Json } from './json-fields.ts';
import { PrometheusText, type Series } from './prometheus-text.ts';

/** Takes the body of an answer as it arrives. */
export interface Body<T> {
  /** The largest body that is read, bytes. */
  readonly maxBytes: number;
  write(text: string): void;
  /** The result of the whole body; undefined if it is not what it should be. */
  end(): T | undefined;
}

const MIB = 1024 * 1024;

/** A body of JSON. It is kept as a whole until it is parsed, so it may be shorter than one of metrics. */
export function jsonBody(): Body<Json> {
  const pieces: string[] = [];
  return {
    maxBytes: MIB,
    write: (text) => void pieces.push(text),
    end: () => {
      try {
        return JSON.parse(pieces.join(''));
      } catch {
        return undefined;
      }
    },
  };
}

/** A body in Prometheus's text format, of which the samples with these names are kept. */
export function metricsBody(names: ReadonlySet<string>): Body<Series> {
  const text = new PrometheusText(names);
  return { maxBytes: 4 * MIB, write: (piece) => text.write(piece), end: () => text.end() };
}
