import type { Refusal } from './problem.ts';
import type { Bound, SharedLimit } from './shares.ts';

/** What the limit is on, and what to do if it is reached by all addresses together. */
const ABOUT: Readonly<Record<SharedLimit, readonly [what: string, toDo: string]>> = {
  connections: ['connections', 'try again after Retry-After'],
  watchers: ['watchers', 'try again after Retry-After'],
  views: ['different views of the stream', 'try again after Retry-After, or watch without a filter'],
  links: ['links', 'try again after Retry-After'],
  hives: ['hives', 'delete some that are gone, or try again after Retry-After'],
  fleet_bytes: ['memory for the state of hives', 'send fewer workers, or raise --fleet-mb of the queen'],
  answers: ['lists and metrics that are being sent', 'try again after Retry-After'],
  questions: ['questions about the past', 'try again after Retry-After'],
  answer_bytes: ['memory for answers about the past', 'ask for fewer points, or try again after Retry-After'],
  body_bytes: ['memory for requests that are not complete', 'try again after Retry-After'],
};

/** Refuses a request because a limit has no room ([H5]). */
export function limitRefusal(limit: SharedLimit, bound: Bound): Refusal {
  const [what, toDo] = ABOUT[limit];
  const detail =
    bound === 'all'
      ? `The queen has reached its limit of ${what}; ${toDo}.`
      : `This address, token or session has its share of the queen's limit of ${what}; try again after Retry-After, or raise --address-share of the queen.`;
  return { code: 'overloaded', detail };
}
