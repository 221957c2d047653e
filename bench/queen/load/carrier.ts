/** What a hive sends its heartbeats by. */
export interface Carrier {
  /** Heartbeats on their way. */
  readonly waiting: number;
  /** Whether one more may be sent now. */
  readonly hasRoom: boolean;
  send(bytes: Buffer, seq: number): void;
  end(): void;
}

/** Hears what became of so many heartbeats. */
export type OnAnswer = (count: number, wasTaken: boolean) => void;

/** Opens one; rejects where it cannot be. */
export type OpenCarrier = (port: number, onAnswer: OnAnswer) => Promise<Carrier>;
