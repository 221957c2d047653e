export { resolveBaseUrl } from './base-url.ts';
export { reasonOf, sentence } from './failure.ts';
export { checkedHeaders } from './headers.ts';
export { type Refusal, readRefusal } from './refusal.ts';
