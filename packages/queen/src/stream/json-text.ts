/** An event that is JSON already: long lists that do not change are not written out anew each time. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The event as JSON. */
export const jsonOf = (event: object): string =>
  event instanceof JsonText ? event.text : JSON.stringify(event);
