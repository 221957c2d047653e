export { type AskedWait, parseJson, resultOf, retryAfterMs } from './answer.ts';
export { type FetchQueen, fetchOverHttp, PostSender } from './post-sender.ts';
export { PacedSender, type Sender, type SendResult } from './sender.ts';
