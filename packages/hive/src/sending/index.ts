export { type AskedWait, isProblem, parseJson, resultOf, retryAfterMs, retryMsOf } from './answer.ts';
export { type FetchQueen, fetchOverHttp, fetchPinned, readBody } from './fetch-queen.ts';
export { pinnedAgent, pinOf } from './pinned-agent.ts';
export { authorization, MAX_ANSWER_BYTES, type PostOptions, post } from './post.ts';
export { PostSender } from './post-sender.ts';
export { RetryPace } from './retry-pace.ts';
export {
  type Denial,
  type PacedResult,
  PacedSender,
  type Sender,
  type SendResult,
  type ShownToken,
} from './sender.ts';
