/** One hive's connection to the queen. */
export interface Channel {
  /** How many heartbeats it takes at present. */
  readonly room: number;
  /** When it was asked for what is still not answered, milliseconds of the monotonic clock; undefined where all is. */
  readonly waitingSinceMs: number | undefined;
  /** Sends a heartbeat as its door made it; only where there is room. */
  send(frame: Buffer, seq: number): void;
  /** Says goodbye. */
  close(): void;
  /** Drops the connection at once; `why` is what is then said of it. */
  cut(why: string): void;
}

/** What becomes of heartbeats; `over` is the last of it, also where the connection was closed from here. */
export interface ChannelEvents {
  accepted(count: number): void;
  refused(refusal: Refusal): void;
  /** The bytes of a heartbeat that was sent are not read any more. */
  free(frame: Buffer): void;
  over(end: End): void;
}

/** The queen said no to a heartbeat. */
export interface Refusal {
  readonly status: number;
  readonly detail: string;
  /** How long she asks to be left alone, milliseconds. */
  readonly afterMs?: number | undefined;
}

/** How a connection ended, and how many heartbeats on it were not answered. */
export interface End {
  readonly lost: number;
  readonly reason: string;
  /** It had been open. */
  readonly wasOpen: boolean;
  /** The queen restarts: everybody loses the connection at once. */
  readonly restart?: boolean;
  /** Status of an answer that refused the link itself, and how long to wait then. */
  readonly unlinked?: Refusal;
}

/** A way in: how a heartbeat is wrapped for it, and how a connection to it is opened. */
export interface Door {
  readonly kind: 'link' | 'post';
  /** What stands before a heartbeat's first field. */
  readonly opening: Uint8Array;
  /** Bytes to leave before it, which `seal` fills. */
  readonly headBytes: number;
  seal(frame: Buffer): void;
  /** How long an answer may take, milliseconds. */
  readonly answerMs: number;
  open(events: ChannelEvents): Channel;
}
