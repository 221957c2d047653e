import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { joinText } from '@rbee/contract';
import { expect, onTestFinished, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const CODE = 'the-code-of-an-invite';
const TOKEN = `rbh_${'t'.repeat(43)}`;

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

/** A queen without links that takes one hive; `reported` resolves with what the first heartbeat shows. */
async function startQueen() {
  const { promise: reported, resolve } = Promise.withResolvers<string | undefined>();
  let joins = 0;
  const server = createServer(async (request, response) => {
    const body = JSON.parse((await textOf(request)) || '{}');
    const isJoin = request.url === '/v1/access/join';
    if (!isJoin) resolve(request.headers.authorization);
    joins += isJoin ? 1 : 0;
    const answer = isJoin
      ? { hive_id: body.hive_id, token: TOKEN }
      : { status: 'ok', message: 'Telemetry received' };
    const refusal = { code: 'join_refused', detail: 'The invite is used up.' };
    response
      .writeHead(joins > 1 ? 401 : 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(joins > 1 ? refusal : answer));
  });
  server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => server.close().closeAllConnections());
  return {
    reported,
    invite: joinText({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, code: CODE }),
  };
}

/** Starts `rbee hive --join -` with the text on an open standard input. */
function startHive(invite: string) {
  const data = mkdtempSync(join(tmpdir(), 'rbee-hive-'));
  const args = [MAIN, 'hive', '--no-config', '--no-engines', '--data', data, '--join', '-'];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.write(`${invite}\n`);
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(data, { recursive: true });
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return { child, data, output: () => output };
}

test('[A3] a hive joins with an invite from standard input, or ends with status 2', {
  timeout: 60_000,
}, async () => {
  const { reported, invite } = await startQueen();
  const first = startHive(invite);
  expect(await reported).toBe(`Bearer ${TOKEN}`);
  expect(statSync(join(first.data, 'hive-token.json')).mode & 0o777).toBe(0o600);
  const second = startHive(invite);
  expect(await once(second.child, 'exit')).toEqual([2, null]);
  expect(second.output()).toContain('(401 The invite is used up)');
  for (const { output } of [first, second]) expect(output()).not.toMatch(/rbh_|the-code/);
});
