import type { Wrap } from './beats.ts';

interface Sample {
  readonly seq: number;
  readonly timestamp: string;
  readonly workers: readonly Readonly<Record<string, string | number>>[];
}

/** The figures of a heartbeat in Prometheus' text format, pushed as one group; number and time stand in comments. */
export const asMetrics: Wrap = (json, hiveId) => {
  const { seq, timestamp, workers } = JSON.parse(json) as Sample;
  const names = Object.entries(workers[0] ?? {}).flatMap(([name, value]) =>
    typeof value === 'number' ? [name] : [],
  );
  const body = [
    `# "seq":${seq}`,
    `# "timestamp":"${timestamp}"`,
    ...names.flatMap((name) => [
      `# TYPE rbee_worker_${name} gauge`,
      ...workers.map(
        (worker) =>
          `rbee_worker_${name}{group="${worker['group']}",worker="${worker['instance']}",model="${worker['model']}"} ${worker[name]}`,
      ),
    ]),
    '',
  ].join('\n');
  return Buffer.from(
    `POST /metrics/job/rbee/instance/${hiveId} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: text/plain; version=0.0.4\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};
