/** A question whose answer would be larger than allowed. The message is one sentence that says what to ask instead. */
export class TooLarge extends Error {}
