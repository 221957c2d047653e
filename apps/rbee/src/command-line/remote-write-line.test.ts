import { expect, test } from 'vitest';
import type { ReadText } from '../read-text.ts';
import { aMachine } from '../testing/a-machine.ts';
import { parseCommandLine } from './parse-command-line.ts';

const ADDRESS = 'http://store:9090/api/v1/write';

/** The command line with a config file that has one target with a token. */
function withToken(readToken: () => ReturnType<ReadText>) {
  const targets = [{ url: ADDRESS, bearer_token_file: '/token' }];
  const readText: ReadText = (path) =>
    path === '/token'
      ? readToken()
      : { ok: true, text: JSON.stringify({ queen: { remote_write: targets } }) };
  const surroundings = { environment: {}, machine: aMachine(), version: '1', readText };
  return (command: string) => parseCommandLine([command, '--config', '/config'], surroundings);
}

test.each(['queen', 'up'])('[P9] rbee %s passes targets on without their secrets', (command) => {
  const line = withToken(() => ({ ok: true, text: 'planted' }))(command);
  expect(line).toMatchObject({
    kind: command,
    settings: { remoteWrite: [{ url: ADDRESS, bearerTokenFile: '/token' }] },
  });
  expect(JSON.stringify(line)).not.toContain('planted');
});

test.each(['queen', 'up'])('rbee %s does not start with a file of secrets that cannot be used', (command) => {
  expect(withToken(() => ({ ok: false, code: 'EACCES' }))(command)).toEqual({
    kind: 'wrong',
    sentence: `rbee ${command}: remote write to store:9090: the file /token cannot be read (EACCES).`,
  });
  expect(withToken(() => ({ ok: true, text: 'planted\nplanted' }))(command)).toEqual({
    kind: 'wrong',
    sentence: `rbee ${command}: remote write to store:9090: the file /token must contain one secret of printable ASCII characters and nothing else.`,
  });
});
