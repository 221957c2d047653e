import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../../bench/child.ts';

/** Where Debian's package has it; the path of an ordinary user lacks this folder. */
const PROGRAM = '/usr/sbin/nginx';

/** The reason why no nginx can be started here; null if one can. */
export function whyNoNginx(): string | null {
  return spawnSync(PROGRAM, ['-v']).status === 0 ? null : `this machine has no ${PROGRAM}`;
}

/**
 * Starts an nginx with these directives in its `http` block and waits until it listens on a port of loopback. Returns
 * the function that stops it.
 */
export async function startNginx(http: string, port: number): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-nginx-'));
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const temporary = places.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n');
  const config = join(folder, 'nginx.conf');
  writeFileSync(
    config,
    `daemon off; master_process off; pid ${folder}/pid; error_log stderr warn;
    events {}
    http { access_log off; ${temporary} ${http} }`,
  );
  const nginx = new Child([PROGRAM, '-p', folder, '-e', 'stderr', '-c', config], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await nginx.untilListening(port);
  return async () => {
    await nginx.end();
    rmSync(folder, { recursive: true });
  };
}
