import { type Server, startTheirs } from './server.ts';

const FLAGS = ['--push.disable-consistency-check', '--log.level=error'];

/** Starts Prometheus Pushgateway (Debian package prometheus-pushgateway) on loopback, without its consistency check. */
export const startPushgateway = (): Promise<Server> =>
  startTheirs((port) => ['prometheus-pushgateway', `--web.listen-address=127.0.0.1:${port}`, ...FLAGS]);
