import { SSE_EVENTS } from '@rbee/contract';
import type { EventSourceMessage } from 'eventsource-parser';
import { DeltaDecoder, decodeFrame, MAX_HIVES, MAX_SAMPLE_CHARS, SampleLimits } from '../samples/index.ts';
import type { StreamEvent } from '../state.ts';

/** Characters of past frames that are kept for pages that connect again. */
const KEPT_CHARS = 1024 * 1024;

type HiveEvent = Extract<StreamEvent, { readonly last_update: string }>;

interface Hive {
  /** Its last sample as the data of a frame. */
  readonly sample: object;
  /** The event of its health that came after the sample. */
  readonly event: HiveEvent | null;
}

/**
 * The state of one stream, for pages that join it later: each gets what a queen would send to it. A page that had the
 * stream before gets the frames that it missed ([S5]); any other gets the last beat and the last sample of every hive
 * ([S3], [S4]), after a `reset` if it may know hives that are gone.
 */
export class Replay {
  readonly #deltas = new DeltaDecoder(
    new SampleLimits({ maxHives: MAX_HIVES, maxSampleChars: MAX_SAMPLE_CHARS }),
  );
  readonly #hives = new Map<string, Hive>();
  readonly #past: { readonly id: string; readonly text: string }[] = [];
  #pastChars = 0;
  #beat: StreamEvent | null = null;
  #lastId = '';

  /** The id of the last frame; empty before the first with an id. */
  get lastId(): string {
    return this.#lastId;
  }

  /** Takes the next frame; returns its text, null if changes came to a sample that is not known ([S11]). */
  add(frame: EventSourceMessage): string | null {
    const decoded = decodeFrame(frame, this.#deltas);
    if (decoded.kind === 'gap') return null;
    if (frame.id !== undefined) this.#lastId = frame.id;
    if (decoded.kind === 'event') this.#observe(decoded.event);
    const text = textOf(frame.event, this.#lastId, frame.data);
    this.#keep(text);
    return text;
  }

  /**
   * What a page needs that has seen everything up to the frame `lastId`; empty if it has seen nothing. Before the first frame, as after
   * a part of the stream was lost, that is nothing: a `reset` without hives would take from a page what it knows.
   */
  since(lastId: string): string {
    if (lastId !== '' && (lastId === this.#lastId || this.#lastId === '')) return '';
    const index = lastId === '' ? -1 : this.#past.findLastIndex(({ id }) => id === lastId);
    if (index === -1) return this.#whole(lastId !== '');
    return this.#past
      .slice(index + 1)
      .map(({ text }) => text)
      .join('');
  }

  #whole(withReset: boolean): string {
    const texts: string[] = [];
    const add = (name: string, data: object): void => {
      texts.push(textOf(name, this.#lastId, JSON.stringify(data)));
    };
    if (withReset) {
      const timestamp = new Date().toISOString();
      add(SSE_EVENTS.reset, { type: 'reset', hive_ids: [...this.#hives.keys()], timestamp });
    }
    if (this.#beat) add(SSE_EVENTS.heartbeat, this.#beat);
    for (const [id, { sample, event }] of this.#hives) {
      const whole = this.#deltas.whole(id);
      if (whole) add(SSE_EVENTS.delta, whole);
      else add(SSE_EVENTS.heartbeat, sample);
      if (event) add(SSE_EVENTS.hive, event);
    }
    return texts.join('');
  }

  #observe(event: StreamEvent): void {
    switch (event.type) {
      case 'queen':
        this.#beat = event;
        return;
      case 'hive_telemetry':
        this.#hives.set(event.hive_id, { sample: event, event: null });
        return;
      case 'forgotten':
        this.#hives.delete(event.hive_id);
        return;
      case 'up':
      case 'degraded':
      case 'down': {
        const hive = this.#hives.get(event.hive_id);
        if (hive) this.#hives.set(event.hive_id, { ...hive, event });
        return;
      }
      case 'reset': {
        const known = new Set(event.hive_ids);
        for (const id of this.#hives.keys()) if (!known.has(id)) this.#hives.delete(id);
        return;
      }
      case 'started':
      case 'gone':
      case 'lag':
        return;
    }
  }

  #keep(text: string): void {
    this.#past.push({ id: this.#lastId, text });
    this.#pastChars += text.length;
    while (this.#pastChars > KEPT_CHARS)
      this.#pastChars -= this.#past.shift()?.text.length ?? this.#pastChars;
  }
}

/** A frame as text of the stream ([S1]). */
const textOf = (name: string | undefined, id: string, data: string): string =>
  `${name === undefined ? '' : `event: ${name}\n`}id: ${id}\n${data
    .split('\n')
    .map((line) => `data: ${line}\n`)
    .join('')}\n`;
