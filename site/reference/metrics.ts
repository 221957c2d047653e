import { plain, table } from './table.ts';

/** A metric as a queen writes it. */
interface Metric {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
}

const INTRODUCTION = `# Metrics

Made of what \`/metrics\` of a queen of this version says, with some simulated hives. \`?hive=\`, \`?group=\` and
\`?model=\` narrow it to a part of the fleet. What is unknown has no series; it is never 0. [Operating](operating.md) says
what the metrics of [machines](operating.md#metrics-of-machines), [GPUs](operating.md#metrics-of-gpus) and
[engines](operating.md#metrics-of-engines) mean in detail, [what to alert on](operating.md#what-to-alert-on), and what to
set in a [large fleet](operating.md#metrics-of-a-large-fleet).
`;

/** The groups of metrics, by the beginnings of their names; the first that fits counts. */
const GROUPS: readonly (readonly [title: string, begins: RegExp])[] = [
  ['Workers', /^rbee_worker_/],
  ['GPUs', /^rbee_gpu_/],
  ['Machines and hives', /^rbee_(node|agent|hive)_/],
  ['The past', /^rbee_(history|remote_write)_/],
  ['The queen', /^rbee_/],
  ['The process of the queen', /./],
];

/** The page of all metrics as Markdown, made of the text of `/metrics`. */
export function metricsPage(text: string): string {
  const metrics = metricsOf(text);
  const groupOf = ({ name }: Metric) => GROUPS.find(([, begins]) => begins.test(name))?.[0];
  const sections = GROUPS.map(([title]) => {
    const rows = metrics
      .filter((metric) => groupOf(metric) === title)
      .map(({ name, type, help, labels }) => [
        `\`${name}\``,
        type,
        labels.map((label) => `\`${label}\``).join(', '),
        plain(help),
      ]);
    return `## ${title}\n\n${table(['metric', 'type', 'labels', 'meaning'], rows)}`;
  });
  return [INTRODUCTION, ...sections].join('\n');
}

function metricsOf(text: string): Metric[] {
  const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]));
  const labels = new Map<string, Set<string>>();
  for (const [, name = '', list = ''] of text.matchAll(/^(\w+)\{(.*)\} \S+$/gm)) {
    const known = labels.get(name) ?? new Set();
    labels.set(name, known);
    for (const [, label = ''] of list.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)) known.add(label);
  }
  return [...text.matchAll(/^# HELP (\S+) (.*)$/gm)].map(([, name = '', help = '']) => ({
    name,
    help,
    type: types.get(name) ?? '',
    labels: [...(labels.get(name) ?? [])],
  }));
}
