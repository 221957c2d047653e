import type { StatefulSet } from 'kubernetes-types/apps/v1';
import type { Service } from 'kubernetes-types/core/v1';
import { IMAGE, labels, NAMESPACE } from './names.ts';

const NAME = 'rbee-queen';
const PORT = 7833;
const USER = 65_532;

/** The names by which programs in the cluster call the queen. */
const HOSTS = [
  NAME,
  `${NAME}.${NAMESPACE}`,
  `${NAME}.${NAMESPACE}.svc`,
  `${NAME}.${NAMESPACE}.svc.cluster.local`,
];

const probe = (path: string) => ({ httpGet: { path, port: 'http' }, periodSeconds: 5, timeoutSeconds: 3 });

/** One queen with a volume for its history and its accounts. */
export const queen: StatefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: NAME, labels: labels(NAME) },
  spec: {
    // The state of the fleet is in the memory of one process.
    replicas: 1,
    serviceName: NAME,
    selector: { matchLabels: labels(NAME) },
    template: {
      metadata: { labels: labels(NAME) },
      spec: {
        automountServiceAccountToken: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: USER,
          runAsGroup: USER,
          fsGroup: USER,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [
          {
            name: 'queen',
            image: IMAGE,
            args: ['queen', '--host', '0.0.0.0', ...HOSTS.flatMap((it) => ['--allow-host', it])],
            env: [{ name: 'QUEEN_DATA', value: '/var/lib/rbee' }],
            ports: [{ name: 'http', containerPort: PORT }],
            livenessProbe: { ...probe('/health'), failureThreshold: 6 },
            readinessProbe: probe('/ready'),
            resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '2Gi' } },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
            volumeMounts: [
              { name: 'data', mountPath: '/var/lib/rbee' },
              { name: 'temporary', mountPath: '/tmp' },
            ],
          },
        ],
        volumes: [{ name: 'temporary', emptyDir: {} }],
      },
    },
    volumeClaimTemplates: [
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
      },
    ],
  },
};

/** The queen within the cluster. */
export const queenService: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: NAME, labels: labels(NAME) },
  spec: { selector: labels(NAME), ports: [{ name: 'http', port: PORT, targetPort: 'http' }] },
};
