import { cpuPct, residentAtEnd, type Soaked, sampleMs } from './soak-verdict.ts';

/** What two hives at once came to, as Markdown. */
export function soakReport(
  { slow, fast }: Record<'slow' | 'fast', Soaked>,
  lines: readonly string[],
): string {
  return [
    '| hive | CPU, % of a core | CPU per sample, ms | resident memory at the end, MiB | growth, MiB |',
    '| --- | ---: | ---: | ---: | ---: |',
    row('one sample a second', slow),
    row('ten samples a second', fast),
    '',
    ...lines,
  ].join('\n');
}

function row(title: string, soaked: Soaked): string {
  const { atEnd, growth } = residentAtEnd(soaked);
  const figures = [
    cpuPct(soaked).toFixed(2),
    sampleMs(soaked).toFixed(2),
    atEnd.toFixed(1),
    growth.toFixed(1),
  ];
  return `| ${title} | ${figures.join(' | ')} |`;
}
