/**
 * Header fields to send with every request, checked once at the start.
 *
 * @throws TypeError, one sentence, when a name or a value cannot be sent.
 */
export function checkedHeaders(
  given: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(given)) {
    if (!isSendable(name, value)) {
      throw new TypeError(
        `headers must be names and values that HTTP can send, unlike ${JSON.stringify(name)}.`,
      );
    }
  }
  return { ...given };
}

function isSendable(name: string, value: string): boolean {
  try {
    return new Headers([[name, value]]).has(name);
  } catch {
    return false;
  }
}
