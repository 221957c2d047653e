import { ROUTES } from '@rbee/contract';
import { type HeartbeatStoreOptions, type StoreSettings, storeSettings } from '../options.ts';
import { monotonicNow } from '../platform.ts';
import { createQueenClient, type QueenClient } from '../queen-client.ts';
import { DeltaDecoder, decodeFrame, SampleLimits } from '../samples/index.ts';
import type { Connection, FleetState, StreamEvent } from '../state.ts';
import { type FrameBatch, StreamLoop } from '../stream/index.ts';
import { applySignal, type ConnectionSignal, FIRST_CONNECTION } from './connection.ts';
import { applyEvents, EMPTY_FLEET, type Fleet } from './fleet.ts';
import { Listeners, RefCount } from './listeners.ts';
import { OriginCheck } from './origin-check.ts';
import { QueenClock } from './queen-clock.ts';

/** The live state of a fleet. Its functions need no `this`, so they can be passed on by themselves. */
export interface HeartbeatStore {
  /** The state; never changed in place, and the same object until something changes. */
  readonly getState: () => FleetState;
  /**
   * Calls the listener after every change, once for changes that arrive together. The first subscriber opens
   * the stream; it is closed `lingerMs` after the last one unsubscribes. Returns the function that unsubscribes.
   */
  readonly subscribe: (listener: () => void) => () => void;
  /** Like `subscribe`, but calls with every valid event, after `getState` shows it. */
  readonly onEvent: (listener: (event: StreamEvent) => void) => () => void;
  /**
   * Closes the stream at once. The connection is offline; listeners to changes are called a last time, and every
   * listener is removed. The next subscriber opens the stream again, so a store may be closed in the clean-up of
   * a React effect, which strict mode runs although the component stays.
   */
  readonly close: () => void;
  /**
   * Connects at once if there is no connection, such as after somebody has signed in: also if the queen refused the same
   * token before ([A7]). A wait that the queen asked for holds. A store of the caller's own may lack it.
   */
  readonly retry?: (() => void) | undefined;
  /** Single requests to the same queen, with the same token and header fields. A store of the caller's own may lack it. */
  readonly client?: QueenClient | undefined;
}

/**
 * The live state of a queen's fleet, read from the queen's stream (section S of the wire). Without subscribers
 * there is no connection. A lost connection is retried without end and resumed where it was ([S5]); the last
 * known state stays. A queen that does not know who asks is not asked again with the same token ([A7]). Frames that the wire does not allow are skipped and counted.
 *
 * @throws TypeError or RangeError, one sentence that names the option, when an option cannot be used.
 */
export function createHeartbeatStore(options: HeartbeatStoreOptions = {}): HeartbeatStore {
  const settings = storeSettings(options);
  const { baseUrl, headers, fetch, token } = options;
  return new LiveStore(settings, createQueenClient({ baseUrl, headers, fetch, token }));
}

/**
 * Ids that a header field can carry ([S5]); servers refuse fields longer than a few KiB. Without an id the queen
 * sends the whole state.
 */
const SENDABLE_ID = /^[\x21-\x7e]{1,1024}$/;

class LiveStore implements HeartbeatStore {
  readonly client: QueenClient;
  readonly #loop: StreamLoop;
  readonly #subscribers: RefCount;
  readonly #changes = new Listeners<void>();
  readonly #events = new Listeners<StreamEvent>();
  readonly #deltas: DeltaDecoder;
  readonly #queenClock = new QueenClock();
  readonly #origin: OriginCheck;
  readonly #baseUrl: string;
  #state: FleetState = { connection: FIRST_CONNECTION, ...EMPTY_FLEET };
  #lastEventId = '';
  #closed = false;
  /** Counts the closings of the stream, so that a batch of events ends when a listener closes it. */
  #session = 0;

  constructor(settings: StoreSettings, client: QueenClient) {
    this.client = client;
    const { baseUrl, headers, clock, lingerMs } = settings;
    this.#baseUrl = baseUrl;
    this.#deltas = new DeltaDecoder(new SampleLimits(settings));
    this.#origin = new OriginCheck(clock);
    this.#loop = new StreamLoop({
      ...settings,
      url: baseUrl + ROUTES.stream + (settings.delta ? '?format=delta' : ''),
      headers: () => (this.#resumes() ? { ...headers, 'last-event-id': this.#lastEventId } : headers),
      onSignal: (signal) => {
        if (signal.type === 'attempt') this.#origin.restart(this.#resumes());
        this.#applySignal(signal);
      },
      onBatch: (batch) => this.#receive(batch),
    });
    const onIdle = () => this.#stop();
    this.#subscribers = new RefCount({ clock, lingerMs, onActive: this.#loop.start, onIdle });
  }

  readonly getState = (): FleetState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => this.#join(() => this.#changes.add(listener));

  readonly onEvent = (listener: (event: StreamEvent) => void): (() => void) =>
    this.#join(() => this.#events.add(listener));

  readonly close = (): void => {
    if (this.#closed) return;
    this.#closed = true;
    this.#events.clear();
    this.#subscribers.reset();
    this.#update(applySignal(this.#state.connection, { type: 'closed' }), this.#state);
    this.#changes.notifyLast();
  };

  readonly retry = (): void => this.#loop.retry();

  #join(add: () => () => void): () => void {
    if (this.#closed) {
      this.#closed = false;
      this.#applySignal({ type: 'stopped' });
    }
    const release = this.#subscribers.acquire();
    const remove = add();
    return () => {
      remove();
      release();
    };
  }

  #resumes(): boolean {
    return SENDABLE_ID.test(this.#lastEventId);
  }

  #stop(): void {
    this.#session += 1;
    this.#loop.stop();
    if (!this.#closed) this.#applySignal({ type: 'stopped' });
  }

  #applySignal(signal: ConnectionSignal): void {
    if (this.#update(applySignal(this.#state.connection, signal), this.#state)) this.#changes.notify();
  }

  /** Applies the frames of one piece of the stream, then notifies once; true if there was a valid event. */
  #receive(batch: FrameBatch): boolean {
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
    const hasEvent = events.length > 0;
    const connection = applySignal(this.#state.connection, { type: 'received', hasEvent, skipped });
    const changed = this.#update(connection, applyEvents(this.#state, events));
    if (!this.#notify(events, changed)) return hasEvent;
    if (gap) this.#abandon('A part of the stream was lost; requesting the whole state.');
    const reason = this.#origin.doubt(hasEvent || gap, batch.frames.length + batch.oversized);
    if (reason) this.#abandon(`${this.#baseUrl} ${reason}`);
    return hasEvent;
  }

  /** Calls the listeners; returns false if one of them closed the stream, after which no other is called. */
  #notify(events: readonly StreamEvent[], changed: boolean): boolean {
    const session = this.#session;
    for (const event of events) {
      this.#events.notify(event);
      if (session !== this.#session) return false;
    }
    if (changed) this.#changes.notify();
    return session === this.#session;
  }

  /**
   * Reconnects without an id: changes came to a sample that is not known, as after a frame that was too long, or
   * the ids are not a queen's.
   */
  #abandon(reason: string): void {
    this.#lastEventId = '';
    this.#deltas.clear();
    this.#loop.reconnect(reason);
  }

  /** Replaces the state; returns false if nothing changed. */
  #update(connection: Connection, { queen, hives }: Fleet): boolean {
    const before = this.#state;
    if (connection === before.connection && queen === before.queen && hives === before.hives) return false;
    const isSameBeat = queen === null || queen === before.queen;
    const beatAt = isSameBeat
      ? before.beatAt
      : this.#queenClock.observe(Date.parse(queen.timestamp), monotonicNow());
    this.#state = { connection, queen, hives, beatAt };
    return true;
  }
}
