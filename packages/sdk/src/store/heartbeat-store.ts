import { ROUTES } from '@rbee/contract';
import type { Connection, FleetState } from '../state.ts';
import { type FrameBatch, StreamLoop } from '../stream/index.ts';
import { type Audience, createAudience } from './audience.ts';
import { type ConnectionSignal, FIRST_CONNECTION, foldConnection } from './connection.ts';
import { decodeFrame } from './decode.ts';
import { DeltaDecoder } from './deltas.ts';
import { EMPTY_FLEET, type Fleet, foldEvent } from './fold.ts';
import { resumeHeaders } from './last-event-id.ts';
import { createListeners } from './listeners.ts';
import { type HeartbeatStoreOptions, type Settings, settingsOf } from './settings.ts';
import type { StreamEvent } from './stream-event.ts';

/** The fleet, live. Its functions need no `this`: they can be handed on as they are. */
export interface HeartbeatStore {
  /** The fleet now: never changed in place, and the same object for as long as nothing changed. */
  readonly getState: () => FleetState;
  /**
   * Calls after every change, once for all that arrived together. The first subscriber opens the stream,
   * and it is closed `lingerMs` after the last one left. The answer unsubscribes.
   */
  readonly subscribe: (listener: () => void) => () => void;
  /** Calls with every valid event, after `getState` shows it. Counts as a subscriber. The answer unsubscribes. */
  readonly onEvent: (listener: (event: StreamEvent) => void) => () => void;
  /** Ends it for good: the connection is offline, subscribing does nothing. */
  readonly close: () => void;
}

/**
 * A live picture of a queen's fleet over her stream (section S of the wire). Nothing is asked before
 * somebody subscribes. It reconnects for ever, resumes where it was ([S5]) and keeps the last known state
 * meanwhile; frames that are not as the wire says are skipped and counted.
 *
 * @throws TypeError or RangeError, one sentence that names the option, when an option cannot be used.
 */
export function createHeartbeatStore(options: HeartbeatStoreOptions = {}): HeartbeatStore {
  return new LiveStore(settingsOf(options));
}

class LiveStore implements HeartbeatStore {
  readonly #loop: StreamLoop;
  readonly #audience: Audience;
  readonly #changes = createListeners<void>();
  readonly #events = createListeners<StreamEvent>();
  #state: FleetState = { connection: FIRST_CONNECTION, ...EMPTY_FLEET };
  readonly #deltas = new DeltaDecoder();
  #lastEventId = '';
  #closed = false;

  constructor(settings: Settings) {
    const { baseUrl, headers, clock, lingerMs } = settings;
    this.#loop = new StreamLoop({
      ...settings,
      url: baseUrl + ROUTES.stream + (settings.delta ? '?format=delta' : ''),
      headers: () => ({ ...headers, ...resumeHeaders(this.#lastEventId) }),
      onSignal: (signal) => this.#signal(signal),
      onBatch: (batch) => this.#take(batch),
    });
    this.#audience = createAudience({
      clock,
      lingerMs,
      onArrive: this.#loop.start,
      onDepart: () => this.#depart(),
    });
  }

  readonly getState = (): FleetState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => this.#join(() => this.#changes.add(listener));

  readonly onEvent = (listener: (event: StreamEvent) => void): (() => void) =>
    this.#join(() => this.#events.add(listener));

  readonly close = (): void => {
    if (this.#closed) return;
    this.#closed = true;
    this.#audience.dismiss();
    this.#signal({ type: 'closed' });
  };

  #join(add: () => () => void): () => void {
    if (this.#closed) return () => {};
    const leave = this.#audience.join();
    const remove = add();
    return () => {
      remove();
      leave();
    };
  }

  #depart(): void {
    this.#loop.stop();
    if (!this.#closed) this.#signal({ type: 'stopped' });
  }

  #signal(signal: ConnectionSignal): void {
    if (this.#show(foldConnection(this.#state.connection, signal), this.#state)) this.#changes.tell();
  }

  /** Applies all that a piece of the stream completed, then tells of it once. */
  #take(batch: FrameBatch): boolean {
    const events: StreamEvent[] = [];
    let skipped = batch.oversized;
    let gap = false;
    for (const frame of batch.frames) {
      if (frame.id !== undefined) this.#lastEventId = frame.id;
      const decoded = decodeFrame(frame, this.#deltas);
      if (decoded.kind === 'event') events.push(decoded.event);
      if (decoded.kind === 'bad') skipped += 1;
      gap ||= decoded.kind === 'gap';
    }
    const spoke = events.length > 0;
    const connection = foldConnection(this.#state.connection, { type: 'heard', spoke, skipped });
    const changed = this.#show(connection, events.reduce<Fleet>(foldEvent, this.#state));
    for (const event of events) this.#events.tell(event);
    if (changed) this.#changes.tell();
    if (gap) this.#beginAgain();
    return spoke;
  }

  /** Changes came to a sample that is not known, as after a frame that was too long: the state must be told anew. */
  #beginAgain(): void {
    this.#lastEventId = '';
    this.#deltas.clear();
    this.#loop.breakOff('Something of the stream was lost; asking for the whole state.');
  }

  /** Takes over what is different; false when nothing is. */
  #show(connection: Connection, { queen, hives }: Fleet): boolean {
    const before = this.#state;
    if (connection === before.connection && queen === before.queen && hives === before.hives) return false;
    this.#state = { connection, queen, hives };
    return true;
  }
}
