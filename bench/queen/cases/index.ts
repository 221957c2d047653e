import type { Case } from '../contender.ts';
import { BYTES } from './bytes.ts';
import { FAN_OUT } from './fan-out.ts';
import { LATENCY, LATENCY_SMALL } from './latency.ts';
import { POST_INGEST } from './post-ingest.ts';

/** What a queen is measured by, in the order of the page. */
export const CASES: readonly Case[] = [POST_INGEST, FAN_OUT, BYTES, LATENCY, LATENCY_SMALL];
