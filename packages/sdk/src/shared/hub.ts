import { withReason } from '../answer.ts';
import { readText } from '../body.ts';
import { type FrameBatch, FrameReader } from '../stream/index.ts';
import type { Channel, OpenMessage, PageMessage, WorkerMessage } from './messages.ts';
import { Replay } from './replay.ts';

/** Characters that may wait in a page besides what it got when it joined. A frozen page reads nothing. */
const MAX_UNREAD_CHARS = 8 * 1024 * 1024;

/** Longest answer that is no event stream, such as a refusal ([H5]). */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** A request of a page for a stream. */
interface Member {
  readonly id: number;
  readonly send: (message: WorkerMessage) => void;
  readonly shared: Shared;
  /** The id of the last frame that the page has; empty if it has none. */
  readonly lastId: string;
  /** Characters that were sent and not yet read. */
  unread: number;
  /** Characters above which the page is given up. */
  limit: number;
}

/** One stream of a queen and the pages that read it. */
interface Shared {
  readonly key: string;
  readonly members: Set<Member>;
  replay: Replay;
  /** The last `retry:` ([S7]), milliseconds; null before the first. */
  retryMs: number | null;
  /** Ends the connection; null while there is none. */
  abort: AbortController | null;
  /** The queen's answer with the event stream; null while there is none. */
  answer: Response | null;
}

/**
 * Reads each stream of a queen once for all pages of a browser, and gives every page the answer that the queen would
 * give to it alone. The first page that asks opens the stream, and it is closed when the last one leaves. When it
 * ends, it ends for every page; each then asks again after its own backoff ([L4]).
 */
export class StreamHub {
  readonly #fetch: typeof globalThis.fetch;
  readonly #streams = new Map<string, Shared>();

  constructor(fetch: typeof globalThis.fetch) {
    this.#fetch = fetch;
  }

  /** Serves a page. */
  connect({ send, listen }: Channel<WorkerMessage, PageMessage>): void {
    const requests = new Map<number, Member>();
    const answer = (message: WorkerMessage): void => {
      if (message.type === 'end') requests.delete(message.id);
      send(message);
    };
    listen((message) => {
      const { id } = message;
      if (message.type === 'open') {
        answer({ type: 'accepted', id });
        this.#open(message, answer, requests);
        return;
      }
      const member = requests.get(id);
      if (!member) return;
      if (message.type === 'taken') {
        member.unread -= message.chars;
        return;
      }
      requests.delete(id);
      this.#leave(member);
    });
  }

  #open({ id, url, headers }: OpenMessage, send: Member['send'], requests: Map<number, Member>): void {
    const { 'last-event-id': lastId = '', ...others } = headers;
    const key = JSON.stringify([url, Object.entries(others).toSorted()]);
    const shared = this.#streams.get(key) ?? this.#create(key);
    const member: Member = { id, send, shared, lastId, unread: 0, limit: 0 };
    requests.set(id, member);
    shared.members.add(member);
    if (shared.answer) welcome(member, shared.answer);
    else if (!shared.abort) void this.#read(shared, url, others);
  }

  #create(key: string): Shared {
    const shared: Shared = {
      key,
      members: new Set(),
      replay: new Replay(),
      retryMs: null,
      abort: null,
      answer: null,
    };
    this.#streams.set(key, shared);
    return shared;
  }

  #leave(member: Member): void {
    const { shared } = member;
    shared.members.delete(member);
    if (shared.members.size > 0) return;
    shared.abort?.abort();
    if (this.#streams.get(shared.key) === shared) this.#streams.delete(shared.key);
  }

  /** Requests the stream, passes it on to its end, and then ends the request of every page. */
  async #read(shared: Shared, url: string, others: Readonly<Record<string, string>>): Promise<void> {
    const abort = new AbortController();
    shared.abort = abort;
    const { lastId } = shared.replay;
    const headers = lastId === '' ? others : { ...others, 'last-event-id': lastId };
    const error = await this.#pass(shared, url, {
      headers,
      signal: abort.signal,
      cache: 'no-store',
      redirect: 'manual',
    }).catch((failure: unknown) => withReason('Failed to fetch', failure));
    abort.abort();
    shared.abort = null;
    shared.answer = null;
    // What is known stays, because the pages come back for the frames that they will have missed.
    for (const { id, send } of shared.members) send({ type: 'end', id, error });
    shared.members.clear();
  }

  /** Resolves at the end of the answer, with an error if a part of it is missing. */
  async #pass(shared: Shared, url: string, init: RequestInit): Promise<string | null> {
    const response = await this.#fetch(url, init);
    if (response.body === null || !isEventStream(response)) {
      // Whoever comes next may be somebody else: what the one before got is not theirs ([A7]).
      if (response.status === 401) this.#streams.delete(shared.key);
      const text = await readText(response, MAX_ANSWER_BYTES);
      for (const member of shared.members) {
        member.send(answerOf(member, response));
        member.send({ type: 'text', id: member.id, text });
      }
      return null;
    }
    shared.answer = response;
    for (const member of shared.members) welcome(member, response);
    const reader = response.body.getReader();
    const frames = new FrameReader();
    for (;;) {
      const piece = await reader.read();
      if (piece.done) return null;
      const text = passedOn(shared, frames.read(piece.value));
      if (text === null) {
        shared.replay = new Replay();
        return 'A part of the stream was lost';
      }
      for (const member of shared.members) this.#passTo(member, text);
    }
  }

  #passTo(member: Member, text: string): void {
    member.unread += text.length;
    if (member.unread <= member.limit) {
      member.send({ type: 'text', id: member.id, text });
      return;
    }
    member.send({ type: 'end', id: member.id, error: 'This page did not read the stream in time' });
    this.#leave(member);
  }
}

const retryText = (ms: number | null): string => (ms === null ? '' : `retry: ${ms}\n\n`);

const isEventStream = ({ status, headers }: Response): boolean =>
  status === 200 && /^text\/event-stream\s*(;|$)/i.test(headers.get('content-type') ?? '');

/** Gives a page the head of the answer and what it needs of the stream so far. */
function welcome(member: Member, response: Response): void {
  const { id, send, shared, lastId } = member;
  const text = retryText(shared.retryMs) + shared.replay.since(lastId);
  member.unread = text.length;
  member.limit = text.length + MAX_UNREAD_CHARS;
  send(answerOf(member, response));
  if (text !== '') send({ type: 'text', id, text });
}

const answerOf = ({ id }: Member, { status, headers }: Response): WorkerMessage => ({
  type: 'answer',
  id,
  // A browser gives a redirect that is not followed the status 0, which no other response can have.
  status: status || 302,
  headers: [...headers],
});

/**
 * The text of a piece of the stream; null if changes came to a sample that is not known. A piece without a whole frame
 * becomes a comment, so that the page knows that the stream is not silent.
 */
function passedOn(shared: Shared, { frames, retryMs }: FrameBatch): string | null {
  shared.retryMs = retryMs ?? shared.retryMs;
  let text = retryText(retryMs);
  for (const frame of frames) {
    const added = shared.replay.add(frame);
    if (added === null) return null;
    text += added;
  }
  return text === '' ? ':\n\n' : text;
}
