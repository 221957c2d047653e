/**
 * `npm run test:chart`: renders the Helm chart and compares its objects with those of packaging/kubernetes, whose types are checked.
 * Helm itself is not needed: helm/render does its part with Go and the libraries of Debian (golang-go,
 * golang-github-masterminds-sprig-dev, golang-github-ghodss-yaml-dev).
 */
import { deepStrictEqual } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { hive, hiveForNvidia } from '../kubernetes/hive.ts';
import { IMAGE } from '../kubernetes/names.ts';
import { queen, queenService } from '../kubernetes/queen.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'rbee-chart-'));

interface Rendered {
  readonly kind: string;
  // biome-ignore lint/suspicious/noExplicitAny: any field of an object of Kubernetes
  readonly spec: any;
}

try {
  const render = join(work, 'render');
  const env = {
    ...process.env,
    GO111MODULE: 'off',
    GOPATH: '/usr/share/gocode',
    GOCACHE: join(work, 'cache'),
  };
  execFileSync('go', ['build', '-o', render, here('render/main.go')], { env, stdio: 'inherit' });
  const rendered = (values: object): Rendered[] => {
    const text = execFileSync(render, [here('rbee'), JSON.stringify(values)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return parseAllDocuments(text)
      .map((it) => it.toJS({ reviver: comparable }))
      .filter((it) => it !== null);
  };
  const kind = (among: Rendered[], name: string): Rendered => {
    const found = among.find((it) => it.kind === name);
    if (!found) throw new Error(`the chart has no ${name}`);
    return found;
  };

  const whole = rendered({});
  deepStrictEqual(kind(whole, 'StatefulSet'), queen);
  deepStrictEqual(kind(whole, 'Service'), queenService);
  deepStrictEqual(kind(whole, 'DaemonSet'), hive);
  console.log('ok      the chart with its own values has the objects of packaging/kubernetes');

  const nvidia = kind(rendered({ hive: { nvidia: { enabled: true } } }), 'DaemonSet').spec.template.spec;
  const wanted = hiveForNvidia.spec?.template.spec;
  deepStrictEqual(nvidia.runtimeClassName, wanted?.runtimeClassName);
  deepStrictEqual(nvidia.containers[0].env.slice(-2), wanted?.containers[0]?.env);
  console.log('ok      hive.nvidia.enabled adds what packaging/kubernetes/nvidia adds');

  const alone = rendered({
    queen: { enabled: false },
    hive: { queenUrl: 'https://q', args: ['--interval-ms', '500'] },
  });
  deepStrictEqual(
    alone.map((it) => it.kind),
    ['DaemonSet'],
  );
  const { args } = alone[0]?.spec.template.spec.containers[0] ?? {};
  deepStrictEqual(args, ['hive', '--queen-url', 'https://q', '--interval-ms', '500']);
  console.log('ok      hives alone report to the queen that the values name');
} finally {
  rmSync(work, { recursive: true });
}

/** Leaves out what only the chart has, and compares images by the name that the manifests use. */
function comparable(key: unknown, value: unknown): unknown {
  if (key === 'app.kubernetes.io/instance' || key === 'imagePullPolicy') return undefined;
  if (key === 'image') return IMAGE;
  return value;
}
