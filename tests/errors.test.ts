import { readFileSync } from 'node:fs';
import { ERROR_CODES } from '@rbee/contract';
import { expect, test } from 'vitest';

const page = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8');
const documented = Object.fromEntries(
  [...page.matchAll(/^## `(\w+)` \((\d+)\)\n\n_(.+?)\._/gm)].map(([, code, status, title]) => [
    code,
    { status: Number(status), title },
  ]),
);

test('[H5] docs/errors.md has every error code with its status and title, and no others', () => {
  expect(documented).toEqual(ERROR_CODES);
});

test('[H5] docs/errors.md says for every error what to do', () => {
  const sections = page.split(/^## /m).slice(1);
  for (const section of sections) expect(section).toContain('**What to do:**');
});
