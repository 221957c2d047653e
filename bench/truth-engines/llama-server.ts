import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { basename, join } from 'node:path';

/** The version of llama.cpp in these packages is v0.4.0 (September 2026). */
const SOURCES = 'node-llama-cpp@3.21.1';
const LIBRARIES = '@node-llama-cpp/linux-x64@3.21.1';

/** What the sources include, below their own folder. */
const INCLUDES = [
  'include',
  'ggml/include',
  'common',
  'vendor',
  'vendor/cpp-httplib',
  'vendor/hash',
  'tools/mtmd',
  'tools/server',
  '.',
];
const DEFINES = [
  'GGML_USE_CPU',
  'GGML_BACKEND_DL',
  'GGML_SHARED',
  'LLAMA_SHARED',
  'LLAMA_SUBPROCESS',
  'CPPHTTPLIB_TCP_NODELAY=1',
];
/** Of multimodal models, without the models themselves (`linkWithout`). */
const MULTIMODAL = ['mtmd', 'mtmd-helper', 'mtmd-helper-gen', 'mtmd-audio', 'mtmd-image', 'clip'];

/** C that is compiled as C++. */
const HASHES = ['hash.cpp', 'sha1/sha1.c', 'sha256/sha256.c', 'xxhash/xxhash.c'];

/**
 * The path of a real llama-server: that of `RBEE_TEST_LLAMA_SERVER`, else one that is built out of npm packages once
 * (g++, git and tar are needed; two to ten minutes) and kept in `~/.cache/rbee-truth`.
 */
export function llamaServer(given: string | undefined): string {
  if (given) return given;
  const folder = join(homedir(), '.cache', 'rbee-truth', 'llama.cpp-v0.4.0');
  const libraries = join(folder, 'libraries');
  const server = join(libraries, 'bins', 'linux-x64', 'llama-server');
  if (!existsSync(server)) build(folder, libraries, server);
  return server;
}

function build(folder: string, libraries: string, server: string): void {
  const sources = join(folder, 'sources');
  unpack(SOURCES, join(folder, 'package'));
  unpack(LIBRARIES, libraries);
  if (!existsSync(sources)) {
    run('git', ['clone', '-q', join(folder, 'package', 'llama', 'gitRelease.bundle'), `${sources}.new`]);
    renameSync(`${sources}.new`, sources);
  }
  const objects = join(folder, 'objects');
  mkdirSync(objects, { recursive: true });
  const embed = join(folder, 'embed');
  run('g++', ['-std=c++17', join(sources, 'tools/ui/embed.cpp'), '-o', embed]);
  run(embed, [join(objects, 'ui.cpp'), join(objects, 'ui.h')]);
  compile(sources, objects);
  linkWithout(objects, join(libraries, 'bins', 'linux-x64'), server);
}

/** Downloads a package with npm's own client and unpacks it. */
function unpack(name: string, folder: string): void {
  if (existsSync(folder)) return;
  mkdirSync(`${folder}.new`, { recursive: true });
  const packed = run('npm', ['pack', '--silent', name], `${folder}.new`).trim();
  run('tar', ['xzf', packed, '--strip-components=1'], `${folder}.new`);
  renameSync(`${folder}.new`, folder);
}

function compile(sources: string, objects: string): void {
  const server = readdirSync(join(sources, 'tools/server')).filter((it) => it.endsWith('.cpp'));
  const files = [
    ...server.map((it) => join(sources, 'tools/server', it)),
    ...MULTIMODAL.map((it) => join(sources, 'tools/mtmd', `${it}.cpp`)),
    join(sources, 'vendor/cpp-httplib/httplib.cpp'),
    ...HASHES.map((it) => join(sources, 'vendor/hash', it)),
    join(objects, 'ui.cpp'),
  ].filter((it) => !existsSync(join(objects, `${basename(it)}.o`)));
  const options = [
    ...['-O1', '-fPIC', '-std=c++17', '-w', `-I${objects}`],
    ...INCLUDES.map((it) => `-I${join(sources, it)}`),
    ...DEFINES.map((it) => `-D${it}`),
  ].join(' ');
  const object = '"$2/$(basename "$1").o"';
  const script = `g++ ${options} -x c++ -c "$1" -o ${object}.new && mv ${object}.new ${object}`;
  const input = files.map((it) => `${it}\n`).join('');
  const jobs = `-P${availableParallelism()}`;
  execFileSync('xargs', [jobs, '-I{}', 'sh', '-c', script, 'sh', '{}', objects], {
    input,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
}

/**
 * Links the server with the libraries of the package. The parts of multimodal models that were not compiled are replaced
 * by zeros: nothing of them is called for a text model.
 */
function linkWithout(objects: string, libraries: string, server: string): void {
  const files = readdirSync(objects)
    .filter((it) => it.endsWith('.o'))
    .map((it) => join(objects, it));
  const names = readdirSync(libraries).filter((it) => /^lib(llama|ggml)(-common|-base|\.v.*)?\.so$/.test(it));
  const args = [
    ...['-o', server, `-L${libraries}`, ...names.map((it) => `-l:${it}`)],
    ...['-Wl,-rpath,$ORIGIN', '-Wl,--no-demangle', '-lpthread', '-ldl'],
  ];
  const { stderr } = spawnSync('g++', [...files, ...args], { encoding: 'utf8' });
  const missing = new Set([...stderr.matchAll(/undefined reference to `([^']+)'/g)].map(([, name]) => name));
  const zeros = [...missing].map((name) => `.globl ${name}\n.balign 16\n${name}: .zero 512\n`);
  const stubs = join(objects, 'stubs.s');
  writeFileSync(stubs, ['.data\n', ...zeros, '.section .note.GNU-stack,"",@progbits\n'].join(''));
  run('g++', [...files, stubs, ...args]);
}

const run = (program: string, args: readonly string[], cwd?: string): string =>
  execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(cwd === undefined ? {} : { cwd }),
  });
