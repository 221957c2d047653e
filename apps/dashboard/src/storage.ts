/** Where a browser keeps texts of a page: for all visits, or for the visit in this tab. */
type Place = 'localStorage' | 'sessionStorage';

/** The text that is kept under a key; null if there is none, or the browser blocks the storage. */
export function savedText(place: Place, key: string): string | null {
  try {
    return globalThis[place].getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a text under a key; false if the browser blocks the storage or has no room in it. */
export function saveText(place: Place, key: string, text: string): boolean {
  try {
    globalThis[place].setItem(key, text);
    return true;
  } catch {
    return false;
  }
}
