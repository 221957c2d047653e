import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../../bench/child.ts';
import { startNginx, whyNoNginx } from '../e2e/nginx.ts';
import { ROOT } from '../tree.ts';

/** Where a proxy listens, and what it needs for it. */
export interface Place {
  readonly port: number;
  readonly queenPort: number;
  /** Files of its certificate, in the form PEM. */
  readonly cert: string;
  readonly key: string;
}

/** A reverse proxy that the documentation describes. */
export interface ReverseProxy {
  readonly name: string;
  /** The reason why it cannot run here; null if it can. */
  readonly whyNot: () => string | null;
  /** Starts it with the configuration of docs/operating.md; gives the function that stops it. */
  readonly start: (place: Place) => Promise<() => Promise<void>>;
}

/** The first block of a language in docs/operating.md. */
function documented(language: string): string {
  const block = readFileSync(`${ROOT}docs/operating.md`, 'utf8').split(`\`\`\`${language}\n`)[1];
  if (block === undefined) throw new Error(`docs/operating.md has no block of ${language}`);
  return block.slice(0, block.indexOf('```'));
}

/** Puts a text in place of another one; throws if that is not there. */
function replaced(text: string, ...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`the configuration does not have ${from}`);
    return changed.replace(from, to);
  }, text);
}

const nginx: ReverseProxy = {
  name: 'nginx',
  whyNot: whyNoNginx,
  start: ({ port, queenPort, cert, key }) =>
    startNginx(
      replaced(
        documented('nginx'),
        ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`],
        ['/etc/ssl/certs/queen.example.pem', cert],
        ['/etc/ssl/private/queen.example.key', key],
        ['127.0.0.1:7833', `127.0.0.1:${queenPort}`],
      ),
      port,
    ),
};

const caddy: ReverseProxy = {
  name: 'caddy',
  whyNot: () => (spawnSync('caddy', ['version']).status === 0 ? null : 'this machine has no caddy'),
  start: async ({ port, queenPort, cert, key }) => {
    const folder = mkdtempSync(join(tmpdir(), 'rbee-caddy-'));
    const site = replaced(
      documented('caddyfile'),
      ['queen.example {', `https://127.0.0.1:${port} {\n  bind 127.0.0.1\n  tls ${cert} ${key}`],
      ['127.0.0.1:7833', `127.0.0.1:${queenPort}`],
    );
    const config = join(folder, 'Caddyfile');
    // Without its own port for commands, and without a second site on port 80.
    writeFileSync(config, `{\n  admin off\n  auto_https disable_redirects\n}\n${site}`);
    const child = new Child(['caddy', 'run', '--adapter', 'caddyfile', '--config', config], {
      env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    await child.untilListening(port);
    return async () => {
      await child.end();
      rmSync(folder, { recursive: true });
    };
  },
};

export const PROXIES: readonly ReverseProxy[] = [nginx, caddy];
