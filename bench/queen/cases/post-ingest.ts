import type { Case } from '../contender.ts';
import { startIngest } from '../ingest.ts';
import { startReference } from '../servers/reference.ts';
import { barePosts, busyQueen } from './shared.ts';

const CONNECTIONS = 64;

/** POSTs as fast as they are answered. */
export const POST_INGEST: Case = {
  name: 'post-ingest',
  title: `POST ingest, ${CONNECTIONS} busy connections, 8 workers a heartbeat`,
  contenders: [
    busyQueen(CONNECTIONS),
    barePosts({ connections: CONNECTIONS }),
    () =>
      startIngest({
        title: 'bare node:http: answers and sends to one watcher as a queen does, without validation',
        ...{ start: () => startReference('bare-told'), connections: CONNECTIONS, watched: true },
      }),
  ],
  columns: [
    { figure: 'perCpuSecond', head: 'requests a CPU second', digits: 0 },
    { figure: 'perSecond', head: 'requests a second', digits: 0 },
    { figure: 'cpuUsEach', head: 'µs of CPU each', digits: 1 },
    { figure: 'cores', head: 'cores', digits: 2 },
    { figure: 'refused', head: 'refused', digits: 0 },
    { figure: 'lost', head: 'not told', digits: 0 },
  ],
  ratios: [
    { what: 'requests a CPU second, to bare node:http', figure: 'perCpuSecond', of: 0, to: 1, atLeast: 0.65 },
    { what: 'bare node:http without validation, to bare node:http', figure: 'perCpuSecond', of: 2, to: 1 },
  ],
  bounds: [
    { what: 'requests refused', figure: 'refused', of: 0, below: 1 },
    { what: 'samples that the watcher did not receive', figure: 'lost', of: 0, below: 1 },
  ],
  notes: [],
};
