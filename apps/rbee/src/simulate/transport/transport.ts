import type { Heartbeat } from '@rbee/contract';
import type { Denial, SendResult } from '@rbee/hive';

/** A way to send heartbeats to a server. */
export interface Transport {
  /** Opens a connection that shows `token` ([A2]). No event fires before it has returned. */
  open(events: ConnectionEvents, token?: string): Connection;
}

/** One hive's connection to the server. */
export interface Connection {
  /** Number of heartbeats that can be sent now; those sent before it is open wait for it. */
  readonly room: number;
  /** Sends a heartbeat; only if `room` is above 0. */
  send(heartbeat: Heartbeat): Promise<Answer>;
  /** Closes the connection. */
  close(): void;
}

/** The result of a heartbeat: the server's answer (`retry`: refused for now), or `lost` if none came. */
export type Answer = SendResult | { readonly kind: 'lost' };

/** Events of a connection; `ended` is the last one, also after `close`. */
export interface ConnectionEvents {
  opened(): void;
  /** The server said `retry_ms` ([L4]), or something else in its place. */
  heard(retryMs: unknown): void;
  ended(end: ConnectionEnd): void;
}

/** How a connection ended. */
export interface ConnectionEnd {
  /** Text for a report, without a full stop. */
  readonly reason: string;
  readonly wasOpen: boolean;
  /** Time over which hives that lost their connections together spread their return ([L4]), milliseconds. */
  readonly spreadMs: number;
  /** Time to wait that the server asks for, milliseconds. */
  readonly afterMs?: number | undefined;
  /** Why the queen lets this hive in no more. */
  readonly denied?: Denial | undefined;
  /** True if the server offers no link. */
  readonly isUnlinked?: boolean;
}
