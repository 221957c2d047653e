import { once } from 'node:events';
import { get } from 'node:http';
import type { Contender, Settings } from './contender.ts';
import { connect } from './load/fleet.ts';
import { LoadWatch } from './load/load-watch.ts';
import { Beats } from './load/sample-heartbeats.ts';
import { linksTo } from './load/transports.ts';

/** How a hive stops: it closes its link, or it sends nothing any more. */
export type HiveEnd = 'closed' | 'silent';

const FIRST_SEQ = 1_000_000_000;

/** A queen with one hive on a link, which stops in every round. */
export async function startDeadHive(
  title: string,
  end: HiveEnd,
  startQueen: Settings['startQueen'],
): Promise<Contender> {
  const server = await startQueen();
  const { port } = server;
  const watcher = await watchHives(port);
  let hives = 0;
  return {
    title,
    round: async () => {
      const load = new LoadWatch();
      const beats = new Beats(hives, 2);
      hives += 1;
      const link = await connect(linksTo(port, beats.hiveId));
      await link.send(beats.next(FIRST_SEQ));
      const began = performance.now();
      const degraded = watcher.told(`"type":"degraded","hive_id":"${beats.hiveId}"`);
      if (end === 'closed') link.close();
      await degraded;
      const ms = performance.now() - began;
      link.close();
      return { figures: { ms }, load: load.end() };
    },
    end: async () => {
      watcher.end();
      await server.end();
    },
  };
}

/** A watcher of the stream that can be waited for to be told something. */
async function watchHives(port: number) {
  const request = get({ port, host: '127.0.0.1', path: '/v1/heartbeats/stream', agent: false });
  request.on('error', () => {});
  const [response] = await once(request, 'response');
  response.setEncoding('utf8').on('error', () => {});
  let waiting: { readonly text: string; readonly found: () => void } | undefined;
  let rest = '';
  response.on('data', (text: string) => {
    rest += text;
    const last = rest.lastIndexOf('\n\n');
    if (waiting && rest.slice(0, last).includes(waiting.text)) waiting.found();
    rest = rest.slice(last + 1);
  });
  return {
    told: (text: string) =>
      new Promise<void>((found) => {
        waiting = { text, found };
      }),
    end: () => request.destroy(),
  };
}
