/**
 * Turns CRLF and CR into LF, however the text is cut: a CR at the end of one piece ends its line at once,
 * and an LF at the start of the next then belongs to it (WHATWG HTML section 9.2.5 allows all three).
 */
export function createLineEndings(): (text: string) => string {
  let afterCr = false;
  return (text) => {
    if (text === '') return '';
    const rest = afterCr && text.startsWith('\n') ? text.slice(1) : text;
    afterCr = text.endsWith('\r');
    return rest.includes('\r') ? rest.replace(/\r\n?/g, '\n') : rest;
  };
}
