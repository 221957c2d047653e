/** One hive's connection to the queen. */
export interface Channel {
  /** Number of heartbeats that can be sent now. */
  readonly room: number;
  /** Monotonic time of the oldest unanswered send, milliseconds; undefined if all are answered. */
  readonly waitingSinceMs: number | undefined;
  /** Sends an encoded heartbeat; only if `room` is above 0. */
  send(frame: Buffer, seq: number): void;
  /** Closes the connection. */
  close(): void;
  /** Drops the connection at once; `why` becomes the reported reason. */
  cut(why: string): void;
}

/** Results of heartbeats. `over` is the last event, also after a local close. */
export interface ChannelEvents {
  accepted(count: number): void;
  refused(refusal: Refusal): void;
  /** The buffer of a sent heartbeat can be reused. */
  free(frame: Buffer): void;
  over(end: End): void;
}

/** The queen refused a heartbeat. */
export interface Refusal {
  readonly status: number;
  readonly detail: string;
  /** Time to wait that the queen asks for, milliseconds. */
  readonly afterMs?: number | undefined;
}

/** How a connection ended, and how many heartbeats on it were not answered. */
export interface End {
  readonly lost: number;
  readonly reason: string;
  /** It had been open. */
  readonly wasOpen: boolean;
  /** The queen restarts: all hives lose their connection at once. */
  readonly restart?: boolean;
  /** Status of an answer that refused the link itself, and how long to wait then. */
  readonly unlinked?: Refusal;
}

/** A transport: how to encode a heartbeat for it, and how to open a connection. */
export interface Door {
  readonly kind: 'link' | 'post';
  /** Bytes before the first field of a heartbeat. */
  readonly opening: Uint8Array;
  /** Bytes to leave before it, which `seal` fills. */
  readonly headBytes: number;
  seal(frame: Buffer): void;
  /** How long an answer may take, milliseconds. */
  readonly answerMs: number;
  open(events: ChannelEvents): Channel;
}
