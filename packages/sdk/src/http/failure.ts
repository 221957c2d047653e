/**
 * Why a request or a read failed, in the words of what failed first: `fetch` in Node says "fetch failed"
 * and keeps the reason in `cause`, which for a name with several addresses has a code and no message.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  if (error.message !== '') return error.message;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** The words, closed with exactly one full stop, or with the mark that they close with. */
export const sentence = (words: string): string => {
  const text = words.replace(/[.\s]+$/, '');
  return /[?!]$/.test(text) ? text : `${text}.`;
};
