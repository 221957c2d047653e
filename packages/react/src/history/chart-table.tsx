import { useLaterLocale } from '../locale/index.ts';
import { type ChartLine, figuresOf } from './chart-lines.ts';
import { gapInWords } from './read-point.ts';

interface ChartTableProps {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  readonly format: (value: number) => string;
}

/** The lines of a chart in numbers. */
export function ChartTable({ title, lines, format }: ChartTableProps) {
  const locale = useLaterLocale();
  const { text, formats } = locale;
  const shown = (value: number | null): string => (value === null ? '–' : format(value));
  return (
    <table className="rbee-figures">
      <caption className="rbee-hidden">{title}</caption>
      <thead>
        <tr>
          <td />
          {(['lowest', 'mean', 'highest', 'latest', 'without'] as const).map((column) => (
            <th key={column} scope="col">
              {text(`figures.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => {
          const { lowest, mean, highest, latest, without } = figuresOf(line);
          const gaps = [...without].map(
            ([reason, ms]) => `${formats.duration(ms / 1_000)} ${gapInWords(reason, locale)}`,
          );
          return (
            <tr key={line.key}>
              <th scope="row">{line.label}</th>
              <td>{shown(lowest)}</td>
              <td>{shown(mean)}</td>
              <td>{shown(highest)}</td>
              <td>{shown(latest)}</td>
              <td>{gaps.length === 0 ? '–' : gaps.join(', ')}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
