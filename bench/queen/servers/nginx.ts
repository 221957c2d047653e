import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type Server, startTheirs } from './server.ts';

const configOf = (folder: string, port: number): string => `
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/error.log crit;
events { worker_connections 12000; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  keepalive_requests 100000000;
  keepalive_timeout 120;
  server {
    listen 127.0.0.1:${port} backlog=8192;
    location / { return 204; }
  }
}
`;

/** nginx (Debian package nginx-light), one worker on loopback, that answers 204 to everything. */
export async function startNginx(): Promise<Server> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'bench-nginx-'));
  const config = join(folder, 'nginx.conf');
  writeFileSync(config, configOf(folder, port));
  const workersOf = (main: number): number[] =>
    readFileSync(`/proc/${main}/task/${main}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  const tidy = (): void => rmSync(folder, { recursive: true });
  try {
    const server = await startTheirs(['nginx', '-p', folder, '-c', config], port, workersOf);
    return { ...server, end: () => server.end().finally(tidy) };
  } catch (error) {
    tidy();
    throw error;
  }
}
