/** A request has at most as many samples. */
export const MAX_SAMPLES = 10_000;

/** Bytes of one Sample with its tag and length: a double, and a time whose varint always has six bytes, enough until 2109. */
const SAMPLE_BYTES = 18;

/**
 * The bytes of a `WriteRequest` of Prometheus remote write 1.0 (https://prometheus.io/docs/specs/remote_write_spec), written series
 * by series into one buffer that is used again. A value that is not a number is written as the stale marker.
 */
export class WriteRequest {
  #bytes = new Uint8Array(65_536);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #samples = 0;

  /** Number of samples. */
  get samples(): number {
    return this.#samples;
  }

  /** The request. Valid until something is written. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** True if a series with so many samples does not fit any more. */
  isFullFor(samples: number): boolean {
    return this.#samples > 0 && this.#samples + samples > MAX_SAMPLES;
  }

  clear(): void {
    this.#length = 0;
    this.#samples = 0;
  }

  /** Begins a series; exactly as many samples must follow, in the order of their times. */
  begin(head: Uint8Array, body: Uint8Array, samples: number): void {
    const length = head.length + body.length + samples * SAMPLE_BYTES;
    this.#reserve(length + 8);
    this.#bytes[this.#length++] = 0x0a; // repeated TimeSeries timeseries = 1
    this.#varint(length);
    this.#bytes.set(head, this.#length);
    this.#bytes.set(body, this.#length + head.length);
    this.#length += head.length + body.length;
    this.#samples += samples;
  }

  /** Adds a sample to the series that was begun; `time` in milliseconds since the epoch. */
  sample(value: number, time: number): void {
    const bytes = this.#bytes;
    const view = this.#view;
    const at = this.#length;
    bytes[at] = 0x12; // repeated Sample samples = 2
    bytes[at + 1] = SAMPLE_BYTES - 2;
    bytes[at + 2] = 0x09; // double value = 1
    if (Number.isNaN(value)) {
      // JavaScript does not keep the bits of a number that is none, so they are written as two halves.
      view.setUint32(at + 3, 2, true);
      view.setUint32(at + 7, 0x7f_f0_00_00, true);
    } else view.setFloat64(at + 3, value, true);
    bytes[at + 11] = 0x10; // int64 timestamp = 2
    const low = time % 2 ** 28;
    const high = (time - low) / 2 ** 28;
    bytes[at + 12] = (low & 0x7f) | 0x80;
    bytes[at + 13] = ((low >>> 7) & 0x7f) | 0x80;
    bytes[at + 14] = ((low >>> 14) & 0x7f) | 0x80;
    bytes[at + 15] = (low >>> 21) | 0x80;
    bytes[at + 16] = (high & 0x7f) | 0x80;
    bytes[at + 17] = high >>> 7;
    this.#length = at + SAMPLE_BYTES;
  }

  #varint(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
    this.#bytes[this.#length++] = rest;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + bytes));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
