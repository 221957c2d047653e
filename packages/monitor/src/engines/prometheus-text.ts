/** One sample of Prometheus's text format. */
export interface Sample {
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

/** The samples of one reading, by name. */
export type Series = ReadonlyMap<string, readonly Sample[]>;

/** Longest line that is read, characters; a longer one is passed over. */
const MAX_LINE = 16_384;
/** Samples that are kept of one reading: a server of 64 ranks has some thousands that are of use. */
const MAX_SAMPLES = 8_192;

/**
 * Reads Prometheus's text format (version 0.0.4) as it arrives. Keeps only the samples with a wanted name, in time that
 * is linear in the text and in memory that its limits bound.
 */
export class PrometheusText {
  readonly #wanted: ReadonlySet<string>;
  readonly #series = new Map<string, Sample[]>();
  #samples = 0;
  #rest = '';
  #isTooLong = false;

  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted;
  }

  write(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#line(text.slice(start, end));
      start = end + 1;
    }
    this.#keep(text.slice(start));
  }

  /** The samples of all whole lines: the last line of a text that was cut off may be half a number. */
  end(): Series {
    return this.#series;
  }

  #keep(piece: string): void {
    this.#isTooLong ||= this.#rest.length + piece.length > MAX_LINE;
    this.#rest = this.#isTooLong ? '' : this.#rest + piece;
  }

  #line(piece: string): void {
    this.#keep(piece);
    const line = this.#rest;
    const isRead = !this.#isTooLong && this.#samples < MAX_SAMPLES;
    this.#rest = '';
    this.#isTooLong = false;
    if (!isRead || line.startsWith('#')) return;
    const name = line.slice(0, endOfName(line));
    if (!this.#wanted.has(name)) return;
    const sample = readSample(line, name.length);
    if (!sample) return;
    this.#samples += 1;
    const known = this.#series.get(name);
    if (known) known.push(sample);
    else this.#series.set(name, [sample]);
  }
}

/** A name ends where its labels or its value begin. */
function endOfName(line: string): number {
  for (let at = 0; at < line.length; at += 1) {
    const it = line[at];
    if (it === '{' || it === ' ' || it === '\t') return at;
  }
  return line.length;
}

/** The sample after a name; null if the line is not valid, or if its value is no finite number. */
function readSample(line: string, from: number): Sample | null {
  const labels = new Map<string, string>();
  const valueAt = line[from] === '{' ? readLabels(line, from + 1, labels) : from;
  if (valueAt === null) return null;
  const [text = ''] = line.slice(valueAt).trim().split(/\s/, 1);
  const value = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? { labels, value } : null;
}

/** Reads `name="value",...}` into `labels`; the place after it, or null if it is not valid. */
function readLabels(line: string, from: number, labels: Map<string, string>): number | null {
  let at = from;
  for (;;) {
    while (line[at] === ' ' || line[at] === ',') at += 1;
    if (line[at] === '}') return at + 1;
    const equals = line.indexOf('=', at);
    if (equals < 0 || line[equals + 1] !== '"') return null;
    const value = readQuoted(line, equals + 2);
    if (!value) return null;
    labels.set(line.slice(at, equals).trim(), value.text);
    at = value.end;
  }
}

/** A label's value, in which a backslash escapes itself, a quote and a line feed. */
function readQuoted(line: string, from: number): { readonly text: string; readonly end: number } | null {
  const pieces: string[] = [];
  let start = from;
  for (let at = from; at < line.length; at += 1) {
    if (line[at] === '"') {
      pieces.push(line.slice(start, at));
      return { text: pieces.join(''), end: at + 1 };
    }
    if (line[at] === '\\') {
      pieces.push(line.slice(start, at), line[at + 1] === 'n' ? '\n' : (line[at + 1] ?? ''));
      at += 1;
      start = at + 1;
    }
  }
  return null;
}
