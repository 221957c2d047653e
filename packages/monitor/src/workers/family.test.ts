import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aProcess, aTable, outline } from '../../testing/index.ts';
import { findWorkers } from './find-workers.ts';

const found = (...processes: Parameters<typeof aTable>) => outline(findWorkers(aTable(...processes), []));

test.each([
  ['tini -- vllm serve o/n'],
  ['/sbin/docker-init -- vllm serve o/n'],
  ['dumb-init vllm serve o/n'],
  ['catatonit -- vllm serve o/n'],
  ['bash start.sh'],
  ['sh -c vllm'],
  ['uv run vllm serve o/n'],
  ['conda run -n env vllm serve o/n'],
  ['/opt/conda/bin/python /opt/conda/bin/conda run -n env vllm serve o/n'],
  ['node /usr/bin/npx x'],
  ['timeout 3600 vllm serve o/n'],
  ['sudo -u vllm vllm serve o/n'],
  ['numactl -N 0 vllm serve o/n'],
])('%s belongs to the worker of the server that it started, and is not its root', (line) => {
  expect(found(aProcess(1, 0, 'systemd'), aProcess(5, 1, line), aProcess(6, 5, 'vllm serve o/n'))).toEqual([
    ['llm/8000', 6, [5, 6]],
  ]);
});

test.each([
  ['bash'],
  ['-zsh'],
  ['bash -i'],
  ['tmux new'],
  ['/usr/bin/containerd-shim-runc-v2 -id x'],
  ['/usr/lib/systemd/systemd --user'],
  ['sshd: u@pts/0'],
  ['python3 my-launcher.py'],
  ['/usr/bin/python3 /usr/bin/supervisord -n'],
])('%s does not belong to the worker of the server that it started', (line) => {
  expect(found(aProcess(1, 0, 'systemd'), aProcess(5, 1, line), aProcess(6, 5, 'vllm serve o/n'))).toEqual([
    ['llm/8000', 6, [6]],
  ]);
});

test('a wrapper that also started another program does not belong to the worker', () => {
  const processes = [
    aProcess(5, 1, 'bash start.sh'),
    aProcess(6, 5, 'vllm serve o/n'),
    aProcess(7, 5, 'tee log'),
  ];
  expect(found(...processes)).toEqual([['llm/8000', 6, [6]]]);
});

test('a program in an interactive shell below a server does not belong to the server', () => {
  const processes = [
    aProcess(5, 1, 'vllm serve o/n'),
    aProcess(6, 5, 'bash -i'),
    aProcess(7, 6, 'ollama serve'),
    aProcess(8, 5, 'bash hook.sh'),
  ];
  expect(found(...processes)).toEqual([
    ['llm/8000', 5, [5, 8]],
    ['llm/11434', 7, [7]],
  ]);
});

test('a process that is younger than its child is not the parent: it reuses the pid of the parent', () => {
  const processes = [
    aProcess(5, 1, 'vllm serve o/n', { startTicks: 900 }),
    aProcess(6, 5, 'x', { startTicks: 800 }),
  ];
  expect(found(...processes)).toEqual([['llm/8000', 5, [5]]]);
});

const LINES = [
  'vllm serve o/n',
  'VLLM::EngineCore',
  'VLLM::Worker_TP0',
  'sglang::scheduler_TP0',
  'ollama serve',
  'ollama runner --model x',
  'llama-swap',
  'llama-server',
  'bash start.sh',
  'bash',
  'tini -- x',
  'mpirun x',
  'systemd',
  'python3 x.py',
  'watched',
  '',
  'VLLM::Worker_TP1',
  'sh -c watched',
];
const aRandomProcess = fc.record({
  pid: fc.integer({ min: 1, max: 30 }),
  parentPid: fc.integer({ min: 0, max: 30 }),
  line: fc.oneof(fc.constantFrom(...LINES), fc.string()),
  startTicks: fc.nat(3),
  session: fc.nat(2),
  stackStart: fc.constantFrom('0', '7', '8'),
});

test('a wrapper above a process of another worker does not belong to the worker below', () => {
  const table = aTable(
    aProcess(5, 1, 'tini -- x'),
    aProcess(6, 5, 'tini -- x'),
    aProcess(7, 6, 'vllm serve o/n'),
  );
  const instance = { group: 'g', instance: 'i', directories: [], pids: new Set([6]) };
  expect(findWorkers(table, [instance]).map((it) => it.members.map(({ pid }) => pid))).toEqual([[6], [7]]);
});

test('in any process table no process is in two workers, and every member is in the tree or the session of the root', {
  timeout: 60_000,
}, () => {
  const watch = [{ group: 'mine', pattern: /watched|x\.py/ }];
  const pids = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(aRandomProcess, { maxLength: 25 }), pids, pids, (rows, inCgroup, holders) => {
      const table = aTable(
        ...rows.map(({ pid, parentPid, line, ...more }) => aProcess(pid, parentPid, line, more, { watch })),
      );
      const instance = { group: 'g', instance: 'i', directories: [], pids: new Set(inCgroup) };
      const workers = findWorkers(table, [instance], new Map(holders.map((pid) => [pid, ['GPU-1']])));
      const members = workers.flatMap((it) => it.members);
      expect(new Set(members).size).toBe(members.length);
      for (const { root, members, foundBy } of workers) {
        expect(members).toContain(root);
        const outside = members.filter((it) => foundBy !== 'cgroup' && it.role === 'boundary');
        expect(outside).toEqual([]);
        const strangers = members.filter(
          (it) =>
            it !== root &&
            !inCgroup.includes(it.pid) &&
            !members.some((other) => it.parentPid === other.pid || other.parentPid === it.pid) &&
            !(it.part && it.session === root.session),
        );
        expect(strangers).toEqual([]);
      }
    }),
    { numRuns: 3_000 },
  );
});
