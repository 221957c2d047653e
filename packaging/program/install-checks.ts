import { spawn } from 'node:child_process';
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { type Check, demand } from '../consumers/check.ts';
import { manifestOf } from '../packages.ts';
import type { Made } from './chroot.ts';

/** install.sh against a web server on loopback. */
export function installChecks({ made }: Made): Check[] {
  return [
    {
      name: 'install.sh says what it does, and does nothing with --dry-run',
      run: () =>
        served(made, async (address, to) => {
          const { status, output } = await install(made, ['--from', address, '--to', to, '--dry-run']);
          demand(`${status}`, '0');
          demand(output, /This downloads http:.*\n.*SHA-256 is [0-9a-f]{64}/);
          if (existsSync(join(to, 'rbee'))) throw new Error('it installed something');
        }),
    },
    {
      name: 'install.sh installs the executable',
      run: () =>
        served(made, async (address, to) => {
          const { status, output } = await install(made, ['--from', address, '--to', to]);
          demand(`${status} ${output}`, `${manifestOf('apps/rbee').version} is in ${to}`);
          if ((statSync(join(to, 'rbee')).mode & 0o777) !== 0o755) throw new Error('the mode is not 755');
        }),
    },
    {
      name: 'install.sh installs nothing if the checksum is another one',
      run: () =>
        served(
          made,
          async (address, to) => {
            const { status, output } = await install(made, ['--from', address, '--to', to]);
            demand(`${status} ${output}`, /^1 [\s\S]*another one; nothing was installed/);
            if (existsSync(join(to, 'rbee'))) throw new Error('it installed the file');
          },
          (path) => Buffer.concat([readFileSync(path), Buffer.from('!')]),
        ),
    },
    {
      name: 'install.sh says that a file cannot be downloaded, and which argument it does not know',
      run: () =>
        served(made, async (address, to) => {
          const missing = await install(made, ['--from', `${address}/nothing`, '--to', to]);
          demand(`${missing.status} ${missing.output}`, /^1 [\s\S]*could not be downloaded/);
          const wrong = await install(made, ['--form', address]);
          demand(`${wrong.status} ${wrong.output}`, /^1 install.sh: "--form" is not known; use --from/);
        }),
    },
  ];
}

/** Serves the folder on loopback, each file changed by `change`, and gives a folder to install to. */
async function served(
  made: string,
  use: (address: string, to: string) => Promise<void>,
  change?: (path: string) => Buffer,
): Promise<void> {
  const to = mkdtempSync(join(made, 'to-'));
  const server = createServer(({ url = '' }, response) => {
    const path = join(made, basename(url));
    if (url !== `/${basename(url)}` || !existsSync(path)) response.writeHead(404).end();
    else if (change) response.end(change(path));
    else createReadStream(path).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, to);
  } finally {
    server.closeAllConnections();
    server.close();
    rmSync(to, { recursive: true });
  }
}

function install(made: string, args: readonly string[]): Promise<{ status: number; output: string }> {
  const child = spawn('sh', [join(made, 'install.sh'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes) => {
      output += bytes;
    });
  }
  return new Promise((resolve) => child.on('close', (status) => resolve({ status: status ?? -1, output })));
}
