/** A request of a page; `id` is unique in the page. */
export interface OpenMessage {
  readonly type: 'open';
  readonly id: number;
  readonly url: string;
  /** Header fields with lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a page sends to the worker. */
export type PageMessage =
  | OpenMessage
  /** The page has read that many characters of the stream. */
  | { readonly type: 'taken'; readonly id: number; readonly chars: number }
  | { readonly type: 'close'; readonly id: number };

/** What the worker sends to a page. */
export type WorkerMessage =
  /** The worker runs and has the request. */
  | { readonly type: 'accepted'; readonly id: number }
  /** The status and the header fields of the queen's answer. */
  | {
      readonly type: 'answer';
      readonly id: number;
      readonly status: number;
      readonly headers: readonly (readonly [string, string])[];
    }
  /** A part of the body: whole frames. */
  | { readonly type: 'text'; readonly id: number; readonly text: string }
  /** The end of the body, or of the request if there was no answer; `error` says why, null if the queen closed it. */
  | { readonly type: 'end'; readonly id: number; readonly error: string | null };

/** One end of the connection between a page and the worker. */
export interface Channel<Sent, Received> {
  readonly send: (message: Sent) => void;
  readonly listen: (receive: (message: Received) => void) => void;
}

/** A channel over one end of a `MessageChannel`. */
export function channelOf<Sent, Received>(port: MessagePort): Channel<Sent, Received> {
  return {
    send: (message) => port.postMessage(message),
    listen: (receive) => {
      port.onmessage = ({ data }) => receive(data);
    },
  };
}
