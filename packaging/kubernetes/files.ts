import type { Namespace } from 'kubernetes-types/core/v1';
import { stringify } from 'yaml';
import { hive, hiveForNvidia } from './hive.ts';
import { IMAGE, NAMESPACE } from './names.ts';
import { queen, queenService } from './queen.ts';

const namespace: Namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };

/** A kustomization (kubectl apply -k). */
const kustomization = (more: object): object => ({
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
  ...more,
});

const NOTE = '# Written by `npm run manifests`; change packaging/kubernetes/*.ts instead.\n';

const yaml = (...objects: object[]): string =>
  NOTE + objects.map((it) => stringify(it, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n');

/** The manifests: the text of each file by its path in this folder. */
export const manifestFiles = (): Record<string, string> => ({
  'base/namespace.yaml': yaml(namespace),
  'base/queen.yaml': yaml(queen, queenService),
  'base/hive.yaml': yaml(hive),
  'base/kustomization.yaml': yaml(
    kustomization({
      namespace: NAMESPACE,
      resources: ['namespace.yaml', 'queen.yaml', 'hive.yaml'],
      images: [{ name: IMAGE, newName: 'registry.example/rbee', newTag: 'latest' }],
    }),
  ),
  'nvidia/hive.yaml': yaml(hiveForNvidia),
  'nvidia/kustomization.yaml': yaml(
    kustomization({ resources: ['../base'], patches: [{ path: 'hive.yaml' }] }),
  ),
});
