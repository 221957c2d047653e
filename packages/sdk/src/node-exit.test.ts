import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const index = new URL('./index.ts', import.meta.url).href;

/** Subscribes, gets the first event over a real socket and unsubscribes. */
const PROGRAM = `
  import { createServer } from 'node:http';
  import { createHeartbeatStore } from ${JSON.stringify(index)};
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: lag\\nid: 1\\ndata: {"type":"lag","merged":1,"timestamp":"2025-10-30T20:15:30Z"}\\n\\n');
    response.on('close', () => server.close());
  });
  server.listen(0, '127.0.0.1', () => {
    const baseUrl = 'http://127.0.0.1:' + server.address().port;
    const store = createHeartbeatStore({ baseUrl, lingerMs: 0 });
    const leave = store.onEvent((event) => { process.stdout.write(event.type); leave(); });
  });
`;

test('a program in Node ends by itself when its last subscriber has left', async () => {
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    timeout: 20_000,
  });
  await expect(run).resolves.toMatchObject({ stdout: 'lag', stderr: '' });
}, 30_000);
