export { resultOf, retryAfterMs } from './answer.ts';
export { type FetchQueen, fetchOverHttp } from './http.ts';
export { PacedSender } from './paced-sender.ts';
export { PostSender } from './post-sender.ts';
export type { Sender, SendResult } from './sender.ts';
