import type { Case, Contender } from '../contender.ts';
import { startIngest } from '../ingest.ts';
import { linksTo, postsTo, type TransportTo } from '../load/transports.ts';
import { startReference } from '../servers/reference.ts';

const CONNECTIONS = 64;

/** A queen that takes heartbeats from hives with tokens, or from anybody. */
async function ingest(title: string, transportTo: TransportTo, guarded: boolean): Promise<Contender> {
  const tokens: string[] = [];
  return startIngest({
    title,
    start: async () => {
      const server = await startReference('guarded-queen', guarded ? ['guarded'] : []);
      tokens.push(...((await server.ask(String(CONNECTIONS))) as string[]));
      return server;
    },
    connections: CONNECTIONS,
    transportTo: (port, hiveId) => ({
      open: (events) => transportTo(port, hiveId).open(events, tokens[Number(hiveId.replace('hive-', ''))]),
    }),
  });
}

/** What it costs to know who sends a heartbeat. */
export const ACCESS_COST: Case = {
  name: 'access-cost',
  title: `Heartbeats of ${CONNECTIONS} busy hives with tokens, against a queen that asks nobody`,
  contenders: [
    () => ingest('links with tokens', linksTo, true),
    () => ingest('links without access control', linksTo, false),
    () => ingest('POSTs with tokens', postsTo, true),
    () => ingest('POSTs without access control', postsTo, false),
  ],
  columns: [
    { figure: 'cpuUsEach', head: 'µs of CPU each', digits: 1 },
    { figure: 'perSecond', head: 'heartbeats a second', digits: 0 },
    { figure: 'refused', head: 'refused', digits: 0 },
  ],
  ratios: [
    { what: 'CPU of a link with a token, to one without', figure: 'cpuUsEach', of: 0, to: 1, atMost: 1.03 },
    { what: 'CPU of a POST with a token, to one without', figure: 'cpuUsEach', of: 2, to: 3 },
  ],
  bounds: [0, 1, 2, 3].map((of) => ({ what: 'heartbeats refused', figure: 'refused', of, below: 1 })),
  notes: [],
};
