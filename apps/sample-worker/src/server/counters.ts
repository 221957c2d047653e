/** What a sample worker counts of its own work; times in seconds. */
export interface Counters {
  promptTokens: number;
  promptSeconds: number;
  predictedTokens: number;
  predictedSeconds: number;
  /** Tokens computed, one decode each, and the busy slots at each of them summed. */
  decodes: number;
  busySlots: number;
  /** Longest prompt with its completion, in tokens. */
  longest: number;
}

/** Counters at start. */
export const zeroCounters = (): Counters => ({
  promptTokens: 0,
  promptSeconds: 0,
  predictedTokens: 0,
  predictedSeconds: 0,
  decodes: 0,
  busySlots: 0,
  longest: 0,
});
