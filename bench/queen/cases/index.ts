import type { Case } from '../contender.ts';
import { ACCESS_COST } from './access-cost.ts';
import { BIG_FLEET } from './big-fleet.ts';
import { BYTES } from './bytes.ts';
import { DEAD_HIVE } from './dead-hive.ts';
import { FAN_OUT } from './fan-out.ts';
import { LATENCY, LATENCY_SMALL } from './latency.ts';
import { BARE_LIFE, LINK_INGEST, LINK_LIFE } from './link-ingest.ts';
import { POST_ANSWERS } from './post-answers.ts';
import { POST_INGEST } from './post-ingest.ts';
import { POST_LIFE } from './post-life.ts';
import { PUSHGATEWAY } from './pushgateway.ts';
import { RECOVERY } from './recovery.ts';
import { SCRAPE } from './scrape.ts';

/** What a queen is measured by, in the order of the page. */
export const CASES: readonly Case[] = [
  POST_INGEST,
  POST_LIFE,
  POST_ANSWERS,
  PUSHGATEWAY,
  FAN_OUT,
  BYTES,
  LATENCY,
  LATENCY_SMALL,
  LINK_INGEST,
  LINK_LIFE,
  ACCESS_COST,
  BARE_LIFE,
  BIG_FLEET,
  SCRAPE,
  DEAD_HIVE,
  RECOVERY,
];
