import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { rbee } from './testing/real-program.ts';

const SLOW = 60_000;
const SECRET = 'planted';
const folder = mkdtempSync(join(tmpdir(), 'rbee-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
/** An environment that names a config file with this text. */
function config(text: string): Record<string, string> {
  files += 1;
  const path = join(folder, `${files}.json`);
  writeFileSync(path, text);
  return { RBEE_CONFIG: path };
}

/** A file with a secret that is no header. */
const PLANTED = join(folder, 'headers');
writeFileSync(PLANTED, SECRET);

const QUERY = `http://h:7833/?token=${SECRET}`;
const USER = `http://${SECRET}:${SECRET}@h:7833`;

test.each([
  [['hive'], { HIVE_QUEEN_URL: QUERY }],
  [['doctor'], { HIVE_QUEEN_URL: QUERY }],
  [['hive', '--queen-url', USER], {}],
  [['hive'], { HIVE_QUEEN_URL: `${SECRET}:${SECRET}@h:7833` }],
  [['hive'], { HIVE_QUEEN_URL: `h:7833/${SECRET}#${SECRET}` }],
  [['queen'], { QUEEN_ALLOW_ORIGIN: `https://grafana.example?${SECRET}` }],
  [['queen'], { QUEEN_ALLOW_FRAME: `https://grafana.example?${SECRET}` }],
  [['queen'], { QUEEN_ALLOW_HOST: USER }],
  [['queen', '--remote-write', USER], {}],
  [['queen'], { QUEEN_REMOTE_WRITE: `${SECRET}:${SECRET}@h` }],
  [['up'], config(`{"queen": {"remote_write": [{"url": "${USER}"}]}}`)],
  [
    ['queen'],
    config(`{"queen": {"remote_write": [{"url": "http://h/", "headers": {"x-key": "${SECRET}"}}]}}`),
  ],
  [['queen'], config(`{"queen": {"remote_write": [{"url": "http://h/", "password": "${SECRET}"}]}}`)],
  [['queen'], config(`{"queen": {"remote_write": [{"url": "http://h/", "headers_file": "${PLANTED}"}]}}`)],
  [['hive', `--queen-ulr=${QUERY}`], {}],
  [[USER], {}],
  [['run', '--group', 'g', '--instance', 'i', 'llama-server', `--api-key=${SECRET}`], {}],
  [['hive', '--join', `rbee1.${SECRET}`], {}],
  [['hive'], { HIVE_JOIN: `rbee1.${SECRET}` }],
  [['hive', '--token-file', PLANTED], {}],
  [['hive', '--join-file', PLANTED], {}],
  [['hive'], config(`{"hive": {"queen_url": "${USER}"}}`)],
  [['hive'], config(`{"hive": {"queen_url": {"address": "h", "token": "${SECRET}"}}}`)],
  [['hive'], config(`{"hive": ["${SECRET}"]}`)],
  [['hive'], config(`{"token": "${SECRET}"}`)],
  [['hive'], config(`{"hive": {"queen_url": "http://h:7833"}, "token": ${SECRET}}`)],
  [['up'], config(`{"token": "${SECRET}`)],
  [['doctor', '--queen-url', 'http://127.0.0.1:9'], config(`"${SECRET}" "${SECRET}"`)],
] as [string[], Record<string, string>][])(
  '%j with %j prints no secret that was in its input',
  { timeout: SLOW },
  async (args, environment) => {
    const { exited, output } = rbee(args, environment);
    const code = await exited;
    const said = output.out + output.err;
    if (args[0] !== 'doctor') expect([code, output.err.split('\n').length]).toEqual([2, 2]);
    expect(said).not.toBe('');
    expect(said).not.toContain(SECRET);
  },
);
