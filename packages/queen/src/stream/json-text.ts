import { Telling } from './telling.ts';

/** An event that is JSON already: long lists that do not change are not written out anew each time. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The event as JSON. */
export function jsonOf(event: object): string {
  if (event instanceof Telling) return event.json;
  return event instanceof JsonText ? event.text : JSON.stringify(event);
}
