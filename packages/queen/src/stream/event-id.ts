/** Id of an event: the queen's run it belongs to and its number in that run. */
export const eventId = (boot: string, number: number): string => `${boot}-${number}`;

/** The event's number, or null when the id is of another run or no id at all. */
export function eventNumber(boot: string, id: string): number | null {
  const digits = id.startsWith(`${boot}-`) ? id.slice(boot.length + 1) : '';
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}
