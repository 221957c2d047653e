import type { Case } from '../contender.ts';
import { startScrape } from '../scrape.ts';

const EVERY_S = 15;

/** A fleet of as many hives as `--hives` says whose metrics are scraped, for as long as `--minutes` says. */
export const SCRAPE: Case = {
  name: 'scrape',
  title: `Hives with 8 workers each at one heartbeat a second over links, scraped every ${EVERY_S} s`,
  rounds: 1,
  contenders: [
    ({ hives, minutes, startQueen }) => startScrape({ hives, minutes, everyMs: EVERY_S * 1_000, startQueen }),
  ],
  columns: [
    { figure: 'hives', head: 'hives', digits: 0 },
    { figure: 'minutes', head: 'minutes', digits: 1 },
    { figure: 'taken', head: 'heartbeats', digits: 0 },
    { figure: 'notTaken', head: 'refused or late', digits: 0 },
    { figure: 'closed', head: 'links lost', digits: 0 },
    { figure: 'scrapes', head: 'scrapes', digits: 0 },
    { figure: 'workers', head: 'workers, fewest in a scrape', digits: 0 },
    { figure: 'mib', head: 'MiB of a scrape', digits: 1 },
    { figure: 'scrapeS', head: 'seconds of a scrape', digits: 2 },
    { figure: 'slowestS', head: 'slowest', digits: 2 },
    { figure: 'loopP99', head: 'event loop p99 ms', digits: 1 },
    { figure: 'cores', head: 'cores', digits: 2 },
  ],
  ratios: [],
  bounds: [
    { what: 'event loop p99, ms', figure: 'loopP99', of: 0, below: 100 },
    { what: 'links lost', figure: 'closed', of: 0, below: 1 },
    { what: 'heartbeats refused or late', figure: 'notTaken', of: 0, below: 1 },
    { what: 'slowest scrape, seconds', figure: 'slowestS', of: 0, below: 10 },
  ],
  notes: [
    'The scrape accepts gzip, as that of Prometheus does, whose time limit is 10 s. Its size is that of the unpacked text.',
  ],
};
