import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { rootCertificates } from 'node:tls';
import { transformWithOxc } from 'vite';
import { expect, test } from 'vitest';
import { parseCommandLine } from '../apps/rbee/src/command-line/index.ts';
import { filesOf, ROOT, type SourceFile } from './tree.ts';

/** A block of code in a document. */
interface Block {
  readonly at: string;
  readonly language: string;
  readonly text: string;
}

const blocksOf = ({ path, text }: SourceFile): Block[] =>
  [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(({ 1: language = '', 2: code = '', index }) => ({
    at: `${path}:${text.slice(0, index).split('\n').length}`,
    language,
    text: code,
  }));

/** The reports on the public surface of the packages (`docs/api`) are generated; their declarations are no modules. */
const documents = filesOf(['.'], /\.md$/).filter(({ path }) => !path.startsWith('docs/api/'));
const blocks = documents.flatMap(blocksOf);
const inLanguage = (...languages: readonly string[]): Block[] =>
  blocks.filter(({ language }) => languages.includes(language));

/** The words of a line of a shell: of quotes and comments only what the documents use. */
function wordsOf(line: string): string[] {
  const words = line.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? [];
  const comment = words.findIndex((word) => word.startsWith('#'));
  const end = words.findIndex((word) => /^[|>&;]/.test(word));
  const ends = [comment, end].filter((it) => it >= 0);
  return words.slice(0, ends.length > 0 ? Math.min(...ends) : undefined).map((it) => it.replace(/['"]/g, ''));
}

const commandsIn = ({ at, text }: Block) =>
  text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => ({ at, words: wordsOf(line) }));

const commands = inLanguage('sh', 'bash').flatMap(commandsIn);

/** The meaning of a command line of `rbee` on a machine that has every file that it names, but no config file. */
const meaningOf = (args: readonly string[], configFile?: string) =>
  parseCommandLine(args, {
    environment: { LLAMA_KEY: 'key' },
    machine: { hostname: 'gpu-1', terminal: true, dataFolder: '/var/lib/rbee' },
    version: '1',
    readText: (path) => {
      if (!path.endsWith('rbee.config.json')) return { ok: true, text: path.endsWith('.pem') ? PEM : 'key' };
      return configFile === undefined ? { ok: false, code: 'ENOENT' } : { ok: true, text: configFile };
    },
  });

/** A certificate, for files that must have one. */
const [PEM = ''] = rootCertificates;

const rbee = commands
  .map(({ at, words }) => ({ at, words: words[0] === 'npx' ? words.slice(1) : words }))
  .filter(({ words: [program] }) => program === 'rbee')
  .map(({ at, words }) => ({ at, args: words.slice(1) }));

test.each(rbee)('$at: rbee understands $args', ({ args }) => {
  expect(meaningOf(args)).not.toMatchObject({ kind: 'wrong' });
});

const inline = documents.flatMap(({ path, text }) =>
  [...text.matchAll(/`(?:npx )?rbee ([a-z][^`\n]*--[^`\n]*)`/g)].map(([, line = '']) => ({ path, line })),
);

test.each(inline)('$path: rbee knows every flag of "rbee $line"', ({ line }) => {
  const help = meaningOf([...(line.split(/ -| </)[0] ?? '').split(' '), '--help']);
  const flags = (line.split(' -- ')[0] ?? '').match(/(?<=^| )--[a-z-]+/g) ?? [];
  const text = help.kind === 'show' ? help.text : '';
  expect(flags.filter((flag) => !new RegExp(`${flag}(?![a-z-])`).test(text))).toEqual([]);
});

const scriptsIn = (folder: string): string[] => {
  const path = `${ROOT}${posix.join(folder, 'package.json')}`;
  return existsSync(path) ? Object.keys(JSON.parse(readFileSync(path, 'utf8')).scripts ?? {}) : [];
};

test.each(documents)(
  'every npm script that $path runs is one of the project or of its folder',
  (document) => {
    const known = [...scriptsIn('.'), ...scriptsIn(posix.dirname(document.path))];
    const named = [...document.text.matchAll(/\bnpm run ([a-z][\w:-]*)(?!.* -w |[\w:-])/g)].map(
      ([, it]) => it ?? '',
    );
    expect(named.filter((script) => !known.includes(script))).toEqual([]);
  },
);

test.each(inLanguage('json'))('$at is JSON; as a config file, the program understands it', ({ text }) => {
  const value: unknown = JSON.parse(text);
  const isConfig = typeof value === 'object' && value !== null && ('queen' in value || 'hive' in value);
  if (isConfig) expect(meaningOf(['queen'], text)).not.toMatchObject({ kind: 'wrong' });
});

test.each(inLanguage('ts', 'tsx', 'js', 'jsx'))(
  '$at is a module without an error of syntax',
  async (block) => {
    const { code } = await transformWithOxc(block.text, `block.${block.language}`);
    expect(code).not.toBe('');
  },
);

const live = documents.flatMap(({ path, text }) =>
  [...text.matchAll(/^<!-- live: (\S+) -->\n\n```\w+\n([\s\S]*?)^```$/gm)].map(
    ([, file = '', code = '']) => ({
      path,
      file,
      code,
    }),
  ),
);

test.each(live)('$path has the code of site/live/examples/$file', ({ file, code }) => {
  expect(code).toBe(readFileSync(`${ROOT}site/live/examples/${file}`, 'utf8'));
});
