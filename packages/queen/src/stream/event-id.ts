/** The id of an event: the queen's run and the event's number in that run. */
export const eventId = (boot: string, number: number): string => `${boot}-${number}`;

/** The event's number, or null if the id is of another run or malformed. */
export function eventNumber(boot: string, id: string): number | null {
  const digits = id.startsWith(`${boot}-`) ? id.slice(boot.length + 1) : '';
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}
