import type { Missing } from './backlog.ts';

/** How far a target is, as it is kept in a file: everything before `from` was sent. */
export interface Cursor {
  /** Start and end of what is being sent, milliseconds since the epoch. If they are equal, nothing of it is yet. */
  readonly from: number;
  readonly to: number;
  /** Of that range, the hives up to this one were sent, in the order of their ids; empty for none. */
  readonly hiveId: string;
  /** True if every series was ended: the queen was stopped in order. */
  readonly isEnded: boolean;
  /** What was late or was passed over. */
  readonly missing: readonly Missing[];
}

/** The files of the cursors, by name. */
export interface CursorFiles {
  /** The text of a file; undefined if there is none. */
  read(name: string): string | undefined;
  /** Replaces a file as a whole. */
  write(name: string, text: string): void;
}

const VERSION = 1;

export const cursorText = ({ from, to, hiveId, isEnded, missing }: Cursor): string =>
  JSON.stringify({
    version: VERSION,
    ...{ from, to, hive_id: hiveId, is_ended: isEnded },
    missing: missing.map((it) => [it.hiveId, it.from, it.to]),
  });

/** The cursor of a text; undefined if the text is none, or one of another version. */
export function parseCursor(text: string): Cursor | undefined {
  try {
    const { version, from, to, hive_id, is_ended, missing } = JSON.parse(text);
    if (version !== VERSION || !isTime(from) || !isTime(to) || from > to || typeof hive_id !== 'string')
      return;
    return {
      ...{ from, to, hiveId: hive_id, isEnded: is_ended === true },
      missing: Array.isArray(missing) ? missing.flatMap(missingOf) : [],
    };
  } catch {
    return undefined;
  }
}

const isTime = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function missingOf(item: unknown): readonly Missing[] {
  if (!Array.isArray(item)) return [];
  const [hiveId, from, to] = item as unknown[];
  const isHive = hiveId === null || typeof hiveId === 'string';
  return isHive && isTime(from) && isTime(to) && from < to ? [{ hiveId, from, to }] : [];
}
