import { NotKnown } from './not-known.tsx';

interface FigureProps<K extends string> {
  /** What the wire has the figure in, such as a GPU or a machine. */
  readonly of: { readonly [F in K]?: number | undefined } & {
    readonly unknown?: Readonly<Record<string, string>> | undefined;
  };
  readonly field: K;
  /** What it is, such as "GPU use". */
  readonly label: string;
  /** False for the last figures of a hive that is late or silent. Default true. */
  readonly live?: boolean | undefined;
  readonly format: (value: number) => string;
}

/** A figure as text; or a dash and a few words that tell why it is not known. */
export function Figure<K extends string>({ of, field, label, live, format }: FigureProps<K>) {
  const reason = of.unknown?.[field];
  const value: number | undefined = of[field];
  if (reason !== undefined || value === undefined) return <NotKnown {...{ label, reason, live }} brief />;
  return format(value);
}
