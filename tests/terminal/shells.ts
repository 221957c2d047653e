/**
 * Presses Tab in bash, zsh and fish, each in tmux, with the completion that `rbee completion` prints. `npm run test:shells`; as
 * root on Debian it installs what is missing: tmux, zsh and fish.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installDebianPackages } from '../../scripts/debian.mjs';
import { RBEE, Tmux } from './tmux.ts';

const SHELLS = {
  bash: { command: 'bash --norc --noprofile', load: 'source <(rbee completion bash); echo loaded $?' },
  zsh: {
    command: 'zsh -f',
    load: 'autoload -U compinit && compinit -u && source <(rbee completion zsh); echo loaded $?',
  },
  fish: { command: 'fish --no-config', load: 'rbee completion fish | source; echo loaded $status' },
} as const;

/** What is typed before Tab, and what is then on the screen. */
const LINES = [
  ['rbee que', /rbee queen /],
  ['rbee queen --log-lev', /rbee queen --log-level[ =]/],
  ['rbee history exp', /rbee history export /],
  ['rbee history export --tier 15', /--tier[ =]15m /],
  ['rbee top --onc', /rbee top --once /],
] as const;

const isMissing = (name: string): boolean => spawnSync(name, ['--version']).error !== undefined;
const missing = ['tmux', 'zsh', 'fish'].filter(isMissing);
if (missing.length > 0) installDebianPackages(missing);
const needed = missing.filter(isMissing);
if (needed.length > 0) throw new Error(`Not installed, and needed: ${needed.join(', ')}.`);

const folder = mkdtempSync(join(tmpdir(), 'rbee-shells-'));
try {
  writeFileSync(join(folder, 'rbee'), `#!/bin/sh\nexec '${process.execPath}' '${RBEE}' "$@"\n`, {
    mode: 0o755,
  });
  for (const [name, { command, load }] of Object.entries(SHELLS)) await pressTab(name, command, load);
} finally {
  // A shell that is being ended may still write its history there.
  rmSync(folder, { recursive: true, maxRetries: 10 });
}

async function pressTab(name: string, command: string, load: string): Promise<void> {
  const tmux = new Tmux(name, 120, 30, `env PATH='${folder}':"$PATH" HOME='${folder}' ${command}`);
  try {
    await tmux.until('a prompt', (it) => it.trim() !== '');
    tmux.type(`${load}\n`);
    await tmux.until('that it is loaded', (it) => /^loaded 0/m.test(it));
    for (const [typed, shown] of LINES) {
      tmux.press('C-l');
      tmux.type(typed);
      tmux.press('Tab');
      await tmux.until(String(shown), (it) =>
        shown.test(`${it.split('\n').findLast((line) => line.includes('rbee')) ?? ''} `),
      );
      // Not Ctrl-C: a shell that is still completing loses that signal, and the next word is typed behind this one.
      tmux.press('C-u');
    }
    process.stdout.write(`${name} completes.\n`);
  } finally {
    tmux.end();
  }
}
