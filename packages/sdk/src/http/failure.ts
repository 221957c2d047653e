/**
 * Why a request or a read failed, in the words of what failed first: `fetch` in Node says "fetch failed"
 * and keeps the reason in `cause`, which for a name with several addresses has a code and no message.
 */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  if (error.message !== '') return error.message;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/**
 * All that `fetch` says in a browser of a network that failed, whatever failed: Chromium (which may add the
 * host), Firefox, Safari and a Node without a cause; and, from "network error" on, of a body that broke off.
 */
const SAYS_NOTHING = [
  /^Failed to fetch( \(.*\))?$/,
  /^NetworkError when attempting to fetch resource\.?$/,
  /^Load failed( \(.*\))?$/,
  /^fetch failed$/,
  /^network error$/,
  /^Error in input stream$/,
];

/** The words with the reason behind them, where the failure has one: `No answer from a queen: ECONNREFUSED`. */
export function withReason(words: string, failure: unknown): string {
  const reason = reasonOf(failure);
  return SAYS_NOTHING.some((phrase) => phrase.test(reason)) ? words : `${words}: ${reason}`;
}

/** The words, closed with exactly one full stop, or with the mark that they close with. */
export const sentence = (words: string): string => {
  const text = words.replace(/[.\s]+$/, '');
  return /[?!]$/.test(text) ? text : `${text}.`;
};
