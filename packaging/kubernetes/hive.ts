import type { DaemonSet } from 'kubernetes-types/apps/v1';
import { IMAGE, labels } from './names.ts';

const NAME = 'rbee-hive';

/**
 * A hive on each node. It sees the processes of the node (`hostPID`), and reads the files of other users by two
 * capabilities. It asks for no GPU: a device plugin would take it from those who compute.
 */
export const hive: DaemonSet = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: NAME, labels: labels(NAME) },
  spec: {
    selector: { matchLabels: labels(NAME) },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
    template: {
      metadata: { labels: labels(NAME) },
      spec: {
        automountServiceAccountToken: false,
        hostPID: true,
        tolerations: [{ operator: 'Exists' }],
        containers: [
          {
            name: 'hive',
            image: IMAGE,
            args: ['hive', '--queen-url', 'http://rbee-queen:7833'],
            env: [
              { name: 'HIVE_ID', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
              { name: 'HIVE_DATA', value: '/var/lib/rbee' },
              // Only read while this node has no token.
              { name: 'HIVE_JOIN_FILE', value: '/run/rbee/join' },
            ],
            resources: { requests: { cpu: '20m', memory: '96Mi' }, limits: { memory: '256Mi' } },
            securityContext: {
              runAsUser: 0,
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'], add: ['SYS_PTRACE', 'DAC_READ_SEARCH'] },
              seccompProfile: { type: 'RuntimeDefault' },
            },
            volumeMounts: [
              { name: 'token', mountPath: '/var/lib/rbee' },
              { name: 'join', mountPath: '/run/rbee', readOnly: true },
              { name: 'temporary', mountPath: '/tmp' },
            ],
          },
        ],
        volumes: [
          // The token of a node outlives its pods.
          { name: 'token', hostPath: { path: '/var/lib/rbee-hive', type: 'DirectoryOrCreate' } },
          { name: 'join', secret: { secretName: 'rbee-join', optional: true, defaultMode: 0o400 } },
          { name: 'temporary', emptyDir: {} },
        ],
      },
    },
  },
};

/** What a hive needs besides to read GPUs of NVIDIA: the runtime that gives it the driver's library, and no GPU. */
export const hiveForNvidia: DaemonSet = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: NAME },
  spec: {
    selector: { matchLabels: labels(NAME) },
    template: {
      spec: {
        runtimeClassName: 'nvidia',
        containers: [
          {
            name: 'hive',
            env: [
              { name: 'NVIDIA_VISIBLE_DEVICES', value: 'all' },
              { name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'utility' },
            ],
          },
        ],
      },
    },
  },
};
