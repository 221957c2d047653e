import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PodSpec } from 'kubernetes-types/core/v1';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { parseCommandLine } from '../../apps/rbee/src/command-line/index.ts';
import { manifestFiles } from './files.ts';
import { hive } from './hive.ts';
import { queen } from './queen.ts';

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
const skipped = hasKubectl ? '' : ' (skipped: there is no kubectl)';

test('the YAML files are those that npm run manifests writes', () => {
  for (const [path, text] of Object.entries(manifestFiles())) {
    expect(readFileSync(new URL(path, import.meta.url), 'utf8')).toBe(text);
  }
});

const podOf = (of: typeof queen | typeof hive): PodSpec => of.spec?.template.spec as PodSpec;

/** The command line of the first container, as `rbee` reads it with the variables that it is given. */
function commandLineOf(pod: PodSpec) {
  const [container] = pod.containers;
  const environment = Object.fromEntries((container?.env ?? []).map((it) => [it.name, it.value ?? 'node-1']));
  return parseCommandLine(container?.args ?? [], {
    environment,
    machine: { hostname: 'pod', terminal: false, dataFolder: '/nowhere' },
    version: '1.0.0',
  });
}

test('rbee understands the arguments and variables of queen and hive', () => {
  expect(commandLineOf(podOf(queen))).toMatchObject({
    kind: 'queen',
    settings: { host: '0.0.0.0', data: '/var/lib/rbee', allowHosts: expect.arrayContaining(['rbee-queen']) },
  });
  expect(commandLineOf(podOf(hive))).toMatchObject({
    kind: 'hive',
    settings: { hiveId: 'node-1', queenUrl: 'http://rbee-queen:7833', data: '/var/lib/rbee' },
  });
});

test('no pod has a token of the cluster, more rights than it needs, or a GPU', () => {
  for (const pod of [podOf(queen), podOf(hive)]) {
    expect(pod.automountServiceAccountToken).toBe(false);
    for (const { securityContext, resources } of pod.containers) {
      expect(securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
      });
      expect(securityContext?.capabilities?.drop).toEqual(['ALL']);
      expect(Object.keys({ ...resources?.limits, ...resources?.requests }).sort()).toEqual(['cpu', 'memory']);
    }
  }
  expect(podOf(queen).securityContext?.runAsNonRoot).toBe(true);
  expect(podOf(hive)).toMatchObject({ hostPID: true });
  expect(podOf(hive).hostNetwork).toBeUndefined();
});

test.skipIf(!hasKubectl)(`kubectl builds both kustomizations${skipped}`, () => {
  for (const name of ['base', 'nvidia']) {
    const folder = fileURLToPath(new URL(name, import.meta.url));
    const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const objects = parseAllDocuments(stdout).map((it) => it.toJS());
    expect(objects.map((it) => it.kind).sort()).toEqual(['DaemonSet', 'Namespace', 'Service', 'StatefulSet']);
    const { spec } = objects.find((it) => it.kind === 'DaemonSet').spec.template;
    expect(spec.runtimeClassName).toBe(name === 'nvidia' ? 'nvidia' : undefined);
    expect(spec.containers[0].image).toBe('registry.example/rbee:latest');
    expect(spec.containers[0].env.map((it: { name: string }) => it.name)).toContain('HIVE_ID');
  }
});
