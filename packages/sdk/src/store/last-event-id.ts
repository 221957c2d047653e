/** Longest id that is sent back, in characters: servers refuse a header beyond a few KiB. */
const MAX_ID_CHARS = 1_024;

/**
 * The header field that asks for what was missed since an event ([S5]). An id that no header can carry
 * asks for nothing: the queen then tells the whole state.
 */
export const resumeHeaders = (lastEventId: string): Readonly<Record<string, string>> =>
  lastEventId.length <= MAX_ID_CHARS && /^[\x21-\x7e]+$/.test(lastEventId)
    ? { 'last-event-id': lastEventId }
    : {};
