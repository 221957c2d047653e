import type { Channel, Door, End, Refusal } from '../channel/index.ts';
import { roll } from '../model/index.ts';
import type { Tally } from '../report/index.ts';
import type { Pen, Sheets } from '../text/index.ts';
import type { Pace } from './pace.ts';
import type { SimulatedHive } from './simulated-hive.ts';

/** What every hive of a running fleet shares. */
export interface SeatShared {
  readonly seed: number;
  /** The way in at present: it changes where there turns out to be no link. */
  door(): Door;
  /** The link was answered with this. */
  unlinked(refusal: Refusal): void;
  readonly pen: Pen;
  readonly sheets: Sheets;
  readonly pace: Pace;
  readonly tally: Tally;
  /** Share of the heartbeats that come after the next one, and that come twice, 0 to 1. */
  readonly outOfOrder: number;
  readonly duplicates: number;
  /** A number from 0 up to 1, for the jitter of the return. */
  readonly random: () => number;
}

/** Waits between two tries to connect, as our hive has them ([L4]), milliseconds. */
const BACKOFF = { minMs: 250, maxMs: 15_000 };
/** Hives that lost their connection at the same time reconnect spread over this time, milliseconds. */
const SPREAD_MS = { restart: 3_000, otherwise: 1_000 };
/** 4xx statuses after which a retry makes sense. */
const LATER = new Set([408, 409, 425, 429]);

/**
 * One slot of a running fleet: its hive and its connection. Like a real hive it backs off when it gets no answer; unlike one
 * it does not queue heartbeats, because the simulator measures how many a queen can accept.
 */
export class Seat {
  readonly #hive: SimulatedHive;
  readonly #shared: SeatShared;
  readonly #place: number;
  #channel: Channel | undefined;
  #door: Door | undefined;
  #life = 0;
  #failures = 0;
  #notBeforeMs = 0;
  #late: { readonly frame: Buffer; readonly seq: number } | undefined;
  #atMs = 0;

  constructor(hive: SimulatedHive, place: number, shared: SeatShared) {
    this.#hive = hive;
    this.#place = place;
    this.#shared = shared;
  }

  get isConnected(): boolean {
    return this.#channel !== undefined;
  }

  /** Sends the heartbeat that is due; true if the hive is up. */
  beat(atMs: number): boolean {
    this.#atMs = atMs;
    const isUp = this.#hive.isUp(atMs);
    if (this.#life !== this.#hive.life || !isUp) this.close();
    this.#life = this.#hive.life;
    if (!isUp) return false;
    const channel = this.#connected(atMs);
    if (channel && channel.room > 0) this.#say(channel, atMs);
    else this.#shared.tally.add('heldBack');
    return true;
  }

  /** Closes the connection. */
  close(): void {
    const channel = this.#channel;
    this.#forget();
    channel?.close();
  }

  #forget(): void {
    this.#channel = undefined;
    this.#late = undefined;
  }

  /** The usable connection, if any. Drops one whose answer is overdue; limits the rate of new connections. */
  #connected(atMs: number): Channel | undefined {
    if (atMs < this.#notBeforeMs) return undefined;
    const { pace } = this.#shared;
    const since = this.#channel?.waitingSinceMs;
    if (this.#door && since !== undefined && atMs - since > this.#door.answerMs) {
      this.#channel?.cut(`no answer within ${this.#door.answerMs / 1_000} s`);
      return undefined;
    }
    if (this.#channel || !pace.take(atMs)) return this.#channel;
    this.#door = this.#shared.door();
    const channel: Channel = this.#door.open({
      accepted: (count) => {
        this.#failures = 0;
        this.#shared.tally.add('accepted', count);
      },
      refused: (refusal) => this.#refused(refusal),
      free: this.#shared.sheets.give,
      over: (end) => this.#over(channel, end),
    });
    this.#channel = channel;
    return channel;
  }

  #say(channel: Channel, atMs: number): void {
    const { pen, seed, outOfOrder, duplicates } = this.#shared;
    const door = this.#door ?? this.#shared.door();
    pen.clear();
    pen.put(door.opening);
    const seq = this.#hive.write(pen, atMs);
    const frame = this.#frame(door);
    const late = this.#late;
    const luck = (kind: number): number => roll(seed, this.#place, seq, kind);
    if (!late && outOfOrder > 0 && luck(201) < outOfOrder) {
      this.#late = { frame, seq };
      return;
    }
    this.#late = undefined;
    this.#send(channel, frame, seq);
    if (duplicates > 0 && luck(202) < duplicates) this.#send(channel, this.#frame(door), seq);
    if (late) this.#send(channel, late.frame, late.seq);
  }

  /** Copies the encoded heartbeat into a frame. */
  #frame(door: Door): Buffer {
    const { pen, sheets } = this.#shared;
    const frame = sheets.take(door.headBytes + pen.length);
    pen.copyTo(frame, door.headBytes);
    door.seal(frame);
    return frame;
  }

  #send(channel: Channel, frame: Buffer, seq: number): void {
    const { tally } = this.#shared;
    if (channel.room <= 0) {
      tally.add('heldBack');
      return;
    }
    tally.add('sent');
    channel.send(frame, seq);
  }

  #refused({ status, detail, afterMs }: Refusal): void {
    this.#shared.tally.add('refused');
    this.#shared.tally.note(`${status} ${detail}`);
    if (afterMs !== undefined) this.#wait(afterMs + this.#shared.random() * BACKOFF.minMs);
    else if (status >= 500 || LATER.has(status)) this.#backOff();
  }

  #over(channel: Channel, { lost, reason, wasOpen, restart, unlinked }: End): void {
    const { tally, random } = this.#shared;
    tally.add('failed', lost);
    if (this.#channel !== channel) return; // it was closed from here
    this.#forget();
    if (unlinked) this.#shared.unlinked(unlinked);
    tally.note(reason);
    if (unlinked?.afterMs !== undefined) this.#wait(unlinked.afterMs + random() * BACKOFF.minMs);
    else if (wasOpen && this.#failures === 0) {
      this.#failures = 1;
      this.#wait(random() * SPREAD_MS[restart ? 'restart' : 'otherwise']);
    } else this.#backOff();
  }

  #backOff(): void {
    this.#failures += 1;
    const ceiling = Math.min(BACKOFF.maxMs, BACKOFF.minMs * 2 ** Math.min(this.#failures, 10));
    this.#wait(BACKOFF.minMs + this.#shared.random() * (ceiling - BACKOFF.minMs));
  }

  #wait(ms: number): void {
    this.#notBeforeMs = Math.max(this.#notBeforeMs, this.#atMs + ms);
  }
}
