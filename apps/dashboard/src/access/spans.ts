/** Times for which an invite or a token can be valid, by their texts; seconds. */
export const SPANS = {
  'span.hour': 3_600,
  'span.day': 86_400,
  'span.week': 7 * 86_400,
  'span.month': 30 * 86_400,
  'span.year': 365 * 86_400,
} as const;

/** The text of a time. */
export type Span = keyof typeof SPANS;

/** Those of an invite, which is valid for 30 days at most. */
export const INVITE_SPANS = ['span.hour', 'span.day', 'span.week', 'span.month'] as const satisfies Span[];

/** Those of a token. */
export const TOKEN_SPANS = ['span.day', 'span.month', 'span.year'] as const satisfies Span[];
