import type { Case } from '../contender.ts';
import { startIngest } from '../ingest.ts';
import { pushesTo } from '../load/transports.ts';
import { startPushgateway } from '../servers/pushgateway.ts';
import { barePosts, busyQueen } from './shared.ts';

const CONNECTIONS = 64;

/** The same figures to a server that others push to. */
export const PUSHGATEWAY: Case = {
  name: 'pushgateway',
  title: `POST ingest, ${CONNECTIONS} busy connections, against Prometheus Pushgateway`,
  contenders: [
    busyQueen(CONNECTIONS),
    () =>
      startIngest({
        title: 'Pushgateway, consistency check off, the same figures of 8 workers pushed',
        start: startPushgateway,
        connections: CONNECTIONS,
        transportTo: pushesTo,
      }),
    barePosts({ connections: CONNECTIONS }),
  ],
  columns: [
    { figure: 'perCpuSecond', head: 'requests a CPU second', digits: 0 },
    { figure: 'perSecond', head: 'requests a second', digits: 0 },
    { figure: 'cores', head: 'cores', digits: 2 },
    { figure: 'refused', head: 'refused', digits: 0 },
  ],
  ratios: [
    { what: 'requests a CPU second, to Pushgateway', figure: 'perCpuSecond', of: 0, to: 1, atLeast: 10 },
    { what: 'bare node:http to Pushgateway', figure: 'perCpuSecond', of: 2, to: 1 },
  ],
  bounds: [
    { what: 'requests refused', figure: 'refused', of: 0, below: 1 },
    { what: 'pushes refused', figure: 'refused', of: 1, below: 1 },
  ],
  notes: [],
};
