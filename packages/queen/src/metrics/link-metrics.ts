import type { Registry as MetricRegistry } from 'prom-client';
import { addCounter, addPlainCounter } from './counter.ts';
import { addGauge } from './gauge.ts';

/** Reasons for the end of a link, as labels of `/metrics`. */
export const LINK_ENDS = [
  /** The hive sent a close frame. */
  'closed',
  /** The connection broke. */
  'lost',
  /** A ping was not answered in time ([L3]). */
  'silent',
  /** No heartbeat came in time. */
  'no_heartbeat',
  /** A frame was not valid JSON. */
  'malformed',
  /** A frame was not text. */
  'binary',
  /** A frame was larger than a heartbeat may be ([H1]). */
  'too_large',
  /** The hive violated RFC 6455. */
  'protocol',
  /** The hive did not read the queen's answers. */
  'unread',
  /** The same run of the hive opened another link. */
  'replaced',
  /** The queen stopped. */
  'stopping',
] as const;

/** The reason for the end of a link. */
export type LinkEnd = (typeof LINK_ENDS)[number];

/** The metrics of links. */
export interface LinkMetrics {
  acked(): void;
  ended(why: LinkEnd): void;
  /** Adds the gauges of open links and waiting frames. */
  observe(links: { readonly count: number; readonly waiting: number }): void;
}

/** The counters of links. */
export function addLinkMetrics(register: MetricRegistry): LinkMetrics {
  return {
    acked: addPlainCounter(register, {
      name: 'rbee_link_acks_total',
      help: 'Acknowledgements sent on links; one can cover several heartbeats.',
    }),
    ended: addCounter(
      register,
      { name: 'rbee_link_closes_total', help: 'Links that ended, by reason.' },
      'reason',
      LINK_ENDS,
    ),
    observe: (links) => {
      addGauge(register, 'rbee_links', 'Open links of hives.', () => links.count);
      const help = 'Frames received on links that wait to be processed.';
      addGauge(register, 'rbee_link_frames_waiting', help, () => links.waiting);
    },
  };
}
