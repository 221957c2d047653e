import { check, watch } from './watched.ts';

/** A server that listens on a Unix socket only is read over it. */
export async function onUnixSocket(server: string, folder: string): Promise<void> {
  const path = `${folder}/a.sock`;
  const watched = watch(server, () => ['--host', path, '-m', `${folder}/alpha.gguf`, '--metrics']);
  const ready = await watched.until('ready');
  const { endpoint, requests_running: running } = ready?.engine ?? {};
  check('a server on a Unix socket is read', endpoint === `unix:${path}` && running === 0, ready?.engine);
  await watched.end();
}
