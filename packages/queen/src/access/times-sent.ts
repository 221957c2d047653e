import type { IncomingMessage } from 'node:http';

/** How often a request has a header, whose name is in lower case; Node joins some that come several times, and drops others. */
export const timesSent = ({ rawHeaders }: IncomingMessage, header: string): number =>
  rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === header).length;
