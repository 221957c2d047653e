import type { EngineServer, TcpEndpoint } from '../src/engine-reader.ts';

/** A place where a fake engine listens. */
export const anEndpoint = (port = 8080, socket = '1'): TcpEndpoint => ({
  address: '127.0.0.1',
  port,
  socket,
  isOwn: () => true,
});

/** A server of llama.cpp on port 8080 that runs for an hour, of user 1000. */
export const anEngineServer = (more: Partial<EngineServer> = {}): EngineServer => ({
  key: '70:1000',
  group: 'llm',
  instance: '8080',
  engine: 'llama.cpp',
  endpoint: { ok: true, value: anEndpoint() },
  runners: [],
  hasAllRunners: true,
  userId: () => 1000,
  uptimeS: 3600,
  cpuPct: 0,
  gpuPct: null,
  ...more,
});
