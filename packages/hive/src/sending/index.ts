export { addressOf } from './address.ts';
export { type Answer, resultOf } from './answer.ts';
export { fetchOverHttp } from './fetch-over-http.ts';
export type { FetchQueen } from './fetch-queen.ts';
export { createPostSender, type PostSenderOptions } from './post-sender.ts';
export { retryAfterMs } from './retry-after.ts';
export type { Sender, SendResult } from './sender.ts';
export { type PacedResult, type PacedSender, withBackoff } from './with-backoff.ts';
