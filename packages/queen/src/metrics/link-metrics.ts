import type { Registry as MetricRegistry } from 'prom-client';
import { addCounter, addPlainCounter } from './counter.ts';
import { addGauge } from './gauge.ts';

/** Why a link ended, as `/metrics` counts it. */
export const LINK_ENDS = [
  /** The hive said goodbye. */
  'closed',
  /** The connection broke. */
  'lost',
  /** A ping was not answered in time ([L3]). */
  'silent',
  /** No heartbeat came in time. */
  'no_heartbeat',
  /** A frame was no JSON. */
  'malformed',
  /** A frame was not text. */
  'binary',
  /** A frame was larger than a heartbeat may be ([H1]). */
  'too_large',
  /** It was not spoken as RFC 6455 asks. */
  'protocol',
  /** Answers were left unread. */
  'unread',
  /** The same run of the hive opened another one. */
  'replaced',
  /** The queen stopped. */
  'stopping',
] as const;

/** Why a link ended. */
export type LinkEnd = (typeof LINK_ENDS)[number];

/** What `/metrics` says of links. */
export interface LinkMetrics {
  acked(): void;
  ended(why: LinkEnd): void;
  /** Adds the numbers of open links and of frames that wait, which are read at each scrape. */
  observe(links: { readonly count: number; readonly waiting: number }): void;
}

/** The counters of links. */
export function addLinkMetrics(register: MetricRegistry): LinkMetrics {
  return {
    acked: addPlainCounter(register, {
      name: 'rbee_link_acks_total',
      help: 'Acknowledgements sent on links; one can stand for several heartbeats.',
    }),
    ended: addCounter(
      register,
      { name: 'rbee_link_closes_total', help: 'Links that ended, by why.' },
      'reason',
      LINK_ENDS,
    ),
    observe: (links) => {
      addGauge(register, 'rbee_links', 'Open links of hives.', () => links.count);
      const help = 'Frames that came in on links and wait until the queen has time for them.';
      addGauge(register, 'rbee_link_frames_waiting', help, () => links.waiting);
    },
  };
}
