import { changesBetween, type Flat, flatten, LIMITS } from '@rbee/contract/plain';
import WebSocket from 'ws';
import type { Channel, ChannelEvents, Door, End } from './channel.ts';
import { createUnderway } from './link-underway.ts';
import { refusalOf } from './refusal.ts';

const OPENING = Buffer.from('{"type":"heartbeat",');
/** RFC 6455 section 7.4.1: the end of a hive that stops; and of a queen that restarts. */
const GOING_AWAY = 1001;
const SERVICE_RESTART = 1012;
const TEXT = { binary: false };
/** Longest frame of a queen, bytes. */
const MOST_BYTES = 64 * 1024;

/** Where links go. */
export interface LinkDoorOptions {
  /** The address of the route, `http` or `https`. */
  readonly url: URL;
  /** The monotonic clock, milliseconds. */
  readonly now: () => number;
}

/** The hive link, one WebSocket for each hive ([L1]). */
export function linkDoor({ url, now }: LinkDoorOptions): Door {
  return {
    kind: 'link',
    answerMs: LIMITS.linkAnswerMs,
    opening: OPENING,
    headBytes: 0,
    seal: () => {},
    open: (events) => new LinkChannel(url, now, events),
  };
}

class LinkChannel implements Channel {
  readonly #events: ChannelEvents;
  readonly #now: () => number;
  readonly #socket: WebSocket;
  readonly #underway = createUnderway();
  /** The last heartbeat that was sent. */
  #base: { readonly seq: number; readonly text: string; readonly flat?: Flat } | undefined;
  #acceptsChanges = false;
  #early: Buffer | undefined;
  #state: 'opening' | 'open' | 'over' = 'opening';
  #sinceMs: number;

  constructor(url: URL, now: () => number, events: ChannelEvents) {
    this.#events = events;
    this.#now = now;
    this.#sinceMs = now();
    // A mask of zeros spares the work on every byte; it protects proxies from web pages, of which there is none here.
    const generateMask = (): void => {};
    this.#socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: MOST_BYTES, generateMask });
    this.#socket.on('open', () => this.#opened());
    this.#socket.on('message', (data) => this.#heard(String(data)));
    this.#socket.on('error', (error: NodeJS.ErrnoException) =>
      this.#end({ reason: error.code ?? error.message }),
    );
    this.#socket.on('close', (code) =>
      this.#end({ reason: `it closed the link, code ${code}`, restart: code === SERVICE_RESTART }),
    );
    this.#socket.on('unexpected-response', (request, { statusCode = 0, headers }) => {
      const unlinked = refusalOf(statusCode, '', headers['retry-after']);
      this.#end({ reason: `it answered ${statusCode} to the link`, unlinked });
      request.destroy();
    });
  }

  get room(): number {
    if (this.#state === 'open') return LIMITS.maxLinkInFlight - this.#underway.count;
    return this.#state === 'opening' && !this.#early ? 1 : 0;
  }

  get waitingSinceMs(): number | undefined {
    return this.#underway.count > 0 || this.#state === 'opening' ? this.#sinceMs : undefined;
  }

  send(frame: Buffer, seq: number): void {
    if (this.#underway.count === 0 && this.#state === 'open') this.#sinceMs = this.#now();
    this.#underway.add(seq);
    if (this.#state !== 'open') this.#early = frame;
    else if (!this.#sayChanges(frame, seq)) this.#say(frame);
  }

  close(): void {
    const wasOpen = this.#state === 'open';
    this.#end({ reason: 'it was closed from here' });
    if (wasOpen) this.#socket.close(GOING_AWAY);
    else this.#socket.terminate();
  }

  cut(why: string): void {
    this.#end({ reason: why });
    this.#socket.terminate();
  }

  /** Sends what changed since the last heartbeat ([L5]); false where it has to go whole. */
  #sayChanges(frame: Buffer, seq: number): boolean {
    const base = this.#base;
    const text = frame.toString('latin1');
    this.#base = { seq, text };
    if (!base || !this.#acceptsChanges) return false;
    const before = base.flat ?? flatten(JSON.parse(base.text));
    const flat = flatten(JSON.parse(text), before.shape);
    this.#base = { seq, text, flat };
    const changes = changesBetween(before, flat);
    this.#acceptsChanges = changes !== null;
    if (!changes) return false;
    this.#socket.send(JSON.stringify({ type: 'changes', seq, since: base.seq, changes }));
    this.#events.free(frame);
    return true;
  }

  #say(frame: Buffer): void {
    this.#socket.send(frame, TEXT, (error) => {
      if (!error) this.#events.free(frame);
    });
  }

  #opened(): void {
    if (this.#state !== 'opening') return;
    this.#state = 'open';
    this.#sinceMs = this.#now();
    if (this.#early) this.#say(this.#early);
    this.#early = undefined;
  }

  #heard(text: string): void {
    if (this.#state !== 'open') return;
    const heard = this.#underway.answer(text);
    if (heard.kind === 'accepted') {
      this.#acceptsChanges ||= heard.acceptsChanges && this.#underway.count === 0;
      this.#events.accepted(heard.count);
    }
    if (heard.kind === 'refused') {
      if (heard.refusal.status < 500) this.#acceptsChanges = false;
      this.#events.refused(heard.refusal);
    }
    if (heard.kind === 'unreadable') this.cut(heard.reason);
    this.#sinceMs = this.#now();
  }

  #end(end: Omit<End, 'lost' | 'wasOpen'>): void {
    if (this.#state === 'over') return;
    const wasOpen = this.#state === 'open';
    this.#state = 'over';
    this.#events.over({ ...end, wasOpen, lost: this.#underway.count });
  }
}
