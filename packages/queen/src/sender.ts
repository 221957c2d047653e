/** Who sent a request, as far as limits and heartbeats care. */
export interface Sender {
  /** Whose share of a limit it counts in: the key of its principal ([A1]), or its address if nobody is asked. */
  readonly owner: string;
  /** Its address. */
  readonly address: string;
  /** The hive that its token belongs to ([A3]); null if nobody is asked. */
  readonly hiveId: string | null;
  /** That hive is asked to take its next token. */
  readonly rotates: boolean;
}

/** A sender in the process itself. */
export const LOCAL_SENDER: Sender = { owner: 'local', address: 'local', hiveId: null, rotates: false };
