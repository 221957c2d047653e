import type { Case } from '../contender.ts';
import { connectionsTo } from '../file-limit.ts';
import { startIngest } from '../ingest.ts';
import { linksTo } from '../load/transports.ts';
import { startNginx } from '../servers/nginx.ts';
import { bareLinks, barePosts, LIFE_COLUMNS, SETTLE_ROUNDS } from './shared.ts';

const CONNECTIONS = 64;
/** As many as files may be open, if that is fewer. */
const HIVES = connectionsTo(2, 10_000);

/** Heartbeats over links, against the cheapest server that takes POSTs. */
export const LINK_INGEST: Case = {
  name: 'link-ingest',
  title: `Link ingest, ${CONNECTIONS} busy links, acknowledged, 8 workers a heartbeat`,
  contenders: [
    ({ startQueen }) =>
      startIngest({
        title: 'queen: full checks, stored, acknowledged, broadcast to one watcher',
        start: startQueen,
        connections: CONNECTIONS,
        watched: true,
        transportTo: linksTo,
      }),
    () =>
      startIngest({
        title: 'nginx: the same heartbeats as POSTs, answers 204',
        start: startNginx,
        connections: CONNECTIONS,
      }),
    bareLinks({ connections: CONNECTIONS }),
  ],
  columns: [
    { figure: 'perCpuSecond', head: 'heartbeats a CPU second', digits: 0 },
    { figure: 'perSecond', head: 'heartbeats a second', digits: 0 },
    { figure: 'cpuUsEach', head: 'µs of CPU each', digits: 1 },
    { figure: 'cores', head: 'cores', digits: 2 },
    { figure: 'refused', head: 'refused', digits: 0 },
    { figure: 'lost', head: 'not told', digits: 0 },
  ],
  ratios: [
    { what: 'heartbeats a CPU second, to nginx', figure: 'perCpuSecond', of: 0, to: 1, atLeast: 1 },
    { what: 'bare links to nginx', figure: 'perCpuSecond', of: 2, to: 1 },
  ],
  bounds: [
    { what: 'heartbeats refused', figure: 'refused', of: 0, below: 1 },
    { what: 'samples that the watcher did not receive', figure: 'lost', of: 0, below: 1 },
  ],
  notes: [],
};

const bareInLife = { connections: HIVES, perSecond: HIVES, variants: 2 };
const inLife = { ...bareInLife, watched: true };

/** Heartbeats over links as they come in life, against POSTs. */
export const LINK_LIFE: Case = {
  name: 'link-life',
  title: `${HIVES} links with one heartbeat a second each, against as many connections that POST`,
  contenders: [
    ({ startQueen }) =>
      startIngest({
        title: 'queen, links',
        ...inLife,
        start: startQueen,
        transportTo: linksTo,
      }),
    ({ startQueen }) => startIngest({ title: 'queen, POSTs', ...inLife, start: startQueen }),
  ],
  columns: LIFE_COLUMNS,
  settleRounds: SETTLE_ROUNDS,
  ratios: [{ what: 'CPU of a heartbeat, to a POST', figure: 'cpuUsEach', of: 0, to: 1, atMost: 0.6 }],
  bounds: [
    { what: 'heartbeats refused', figure: 'refused', of: 0, below: 1 },
    { what: 'samples that the watcher did not receive', figure: 'lost', of: 0, below: 1 },
    {
      what: 'POSTs refused (the comparison needs all of them)',
      figure: 'refused',
      of: 1,
      below: 1,
    },
  ],
  notes: [],
};

/** The same without a queen: what Node itself takes for either. */
export const BARE_LIFE: Case = {
  name: 'bare-life',
  title: `${HIVES} links with one heartbeat a second each, against as many connections that POST, without a queen`,
  contenders: [bareLinks(bareInLife), barePosts(bareInLife)],
  columns: LIFE_COLUMNS,
  settleRounds: SETTLE_ROUNDS,
  ratios: [{ what: 'CPU of a heartbeat, to a POST', figure: 'cpuUsEach', of: 0, to: 1 }],
  bounds: [],
  notes: [],
};
