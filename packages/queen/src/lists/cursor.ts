/** A cursor: the last id of a page, in a form that nobody is tempted to write by hand. */
export const cursorOf = (lastId: string): string => Buffer.from(lastId).toString('base64url');

/** The id in a cursor; undefined when it is no cursor of ours. */
export function readCursor(cursor: unknown): string | undefined {
  if (typeof cursor !== 'string' || cursor === '') return undefined;
  const id = Buffer.from(cursor, 'base64url').toString();
  return cursorOf(id) === cursor ? id : undefined;
}
