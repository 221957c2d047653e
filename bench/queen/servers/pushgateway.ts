import { freePort, type Server, startTheirs } from './server.ts';

/** Prometheus Pushgateway (Debian package prometheus-pushgateway) on loopback, without its consistency check. */
export async function startPushgateway(): Promise<Server> {
  const port = await freePort();
  const flags = [
    `--web.listen-address=127.0.0.1:${port}`,
    '--push.disable-consistency-check',
    '--log.level=error',
  ];
  return startTheirs(['prometheus-pushgateway', ...flags], port);
}
