import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../temporary-folder.ts';
import { type Server, startTheirs } from './server.ts';

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

/** Starts nginx (Debian package nginx-light) on loopback, with one worker process. It answers 204 to every request. */
export async function startNginx(): Promise<Server> {
  const folder = temporaryFolder('bench-nginx-');
  const config = join(folder, 'nginx.conf');
  const commandOn = (port: number): readonly string[] => {
    writeFileSync(config, configOf(folder, port));
    return ['nginx', '-p', folder, '-c', config];
  };
  const workersOf = (main: number): readonly number[] =>
    readFileSync(`/proc/${main}/task/${main}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return startTheirs(commandOn, workersOf);
}
