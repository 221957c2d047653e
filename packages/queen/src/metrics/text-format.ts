/**
 * Prometheus' text format, version 0.0.4
 * (https://github.com/prometheus/docs/blob/main/docs/instrumenting/exposition_formats.md).
 */
export const TEXT_FORMAT = 'text/plain; version=0.0.4; charset=utf-8';

/** Types of the metrics that are written as text. */
export type MetricType = 'counter' | 'gauge' | 'summary';

/** The two lines before the series of a metric. */
export const metricHead = (name: string, type: MetricType, help: string): string =>
  `# HELP ${name} ${help.replace(/[\\\n]/g, withBackslash)}\n# TYPE ${name} ${type}\n`;

/** One series as a line. `labels` are the results of `label`, with commas between them. */
export const seriesLine = (name: string, labels: string, value: number): string =>
  labels === '' ? `${name} ${numberText(value)}\n` : `${name}{${labels}} ${numberText(value)}\n`;

/** One label with its value. */
export const label = (name: string, value: string): string => `${name}="${escaped(value)}"`;

/** The test comes first, because nearly no value has one of these characters. */
const escaped = (value: string): string =>
  /[\\\n"]/.test(value) ? value.replace(/[\\\n"]/g, withBackslash) : value;

const withBackslash = (character: string): string => (character === '\n' ? '\\n' : `\\${character}`);

/** The format has names of its own for what is no finite number. */
function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
