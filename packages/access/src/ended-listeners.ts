/** Who wants to know which principals ended. */
export class EndedListeners {
  readonly #listeners: ((key: string) => void)[] = [];
  readonly #warn: (sentence: string) => void;

  constructor(warn: (sentence: string) => void) {
    this.#warn = warn;
  }

  add(listener: (key: string) => void): void {
    this.#listeners.push(listener);
  }

  /** Calls each of them, also if another one throws. */
  tell(key: string): void {
    for (const it of this.#listeners) {
      try {
        it(key);
      } catch (error) {
        this.#warn(
          `What ${key} has open could not be ended: ${error instanceof Error ? error.message : error}`,
        );
      }
    }
  }
}
