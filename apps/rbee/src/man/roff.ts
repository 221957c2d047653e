/** A text for man(7): what would be a request, an escape or a typographic sign of roff is written as itself. */
export const roff = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replaceAll(/^\./gm, '\\&.');

/** Prose, each sentence on a line of its own, as man(7) wants it. */
export const prose = (text: string): string => roff(text).replaceAll(/\. (?=[A-Z])/g, '.\n');

/** A text in bold. */
export const bold = (text: string): string => `\\fB${roff(text)}\\fR`;

/** A text in italics. */
export const italic = (text: string): string => `\\fI${roff(text)}\\fR`;
