export { resolveBaseUrl } from './base-url.ts';
export { sentence, withReason } from './failure.ts';
export { checkedHeaders } from './headers.ts';
export { type Refusal, readRefusal } from './refusal.ts';
