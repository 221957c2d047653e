import { sampleTexts } from './sample-texts.ts';

/** How a heartbeat is put into what is sent. */
export type Wrap = (json: string, hiveId: string) => Buffer;

interface Ready {
  readonly bytes: Buffer;
  readonly seqAt: number;
  readonly timeAt: number;
}

/** One hive's heartbeats as bytes that only wait for their number and time: some samples that follow each other, over and over. */
export class Beats {
  readonly hiveId: string;
  readonly #ready: readonly Ready[];
  #turn = 0;

  constructor(index: number, variants: number, wrap: Wrap) {
    this.hiveId = `hive-${String(index).padStart(5, '0')}`;
    this.#ready = sampleTexts(this.hiveId, index, variants).map((json) => {
      const bytes = wrap(json, this.hiveId);
      return { bytes, seqAt: after(bytes, '"seq":'), timeAt: after(bytes, '"timestamp":"') };
    });
  }

  /** The next one, in memory that is used again; `time` is RFC 3339 with milliseconds, in UTC. */
  next(seq: number, time: string): Buffer {
    const ready = this.#ready[this.#turn % this.#ready.length];
    this.#turn += 1;
    if (!ready) throw new Error('A hive has no samples.');
    ready.bytes.write(String(seq), ready.seqAt, 'latin1');
    ready.bytes.write(time, ready.timeAt, 'latin1');
    return ready.bytes;
  }
}

function after(bytes: Buffer, text: string): number {
  const at = bytes.indexOf(text);
  if (at < 0) throw new Error(`A heartbeat has no ${text}.`);
  return at + text.length;
}

/** A POST of a heartbeat on a connection that is kept. */
export const asPost: Wrap = (json) =>
  Buffer.from(
    `POST /v1/hive-heartbeat HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
  );
