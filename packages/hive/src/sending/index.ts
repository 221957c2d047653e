export { type AskedWait, parseJson, resultOf, retryAfterMs, retryMsOf } from './answer.ts';
export { type FetchQueen, fetchOverHttp, PostSender } from './post-sender.ts';
export { RetryPace } from './retry-pace.ts';
export { PacedSender, type Sender, type SendResult } from './sender.ts';
