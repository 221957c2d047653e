/**
 * Characters that cannot be seen or that change how the text around them is shown ([H9]), by their properties in the Unicode
 * Character Database: control and format characters, lone surrogates, separators other than the space, characters that
 * fonts do not draw, code points that are no characters, and the empty Braille pattern.
 */
const UNSEEN =
  /(?! )[\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/gu;

/** Nearly all texts are of this kind, which is checked much faster. */
const PRINTABLE_ASCII = /^[ -~]*$/;

/**
 * A text with every character that cannot be seen replaced by U+FFFD `�` ([H9]), so that a reader can tell any two names apart
 * and no name changes the text beside it. The result is well-formed and not longer than the text.
 */
export const visibleText = (text: string): string =>
  PRINTABLE_ASCII.test(text) ? text : text.replace(UNSEEN, '\ufffd');

/** At most `chars` UTF-16 units of a text; a character that does not fit whole is left out. */
export function cutText(text: string, chars: number): string {
  if (text.length <= chars) return text;
  const isCut = /[\ud800-\udbff]/.test(text.charAt(chars - 1)) && /[\udc00-\udfff]/.test(text.charAt(chars));
  return text.slice(0, isCut ? chars - 1 : chars);
}
