const STRING = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/.source;
const TEXT = `(?:${STRING})(?:\\s*\\+\\s*(?:${STRING}))*`;
const FIELD = new RegExp(`\\bdescription:\\s*${TEXT}`, 'g');
const CALL = new RegExp(`\\b(timestamp|u32|u64|f64|percent|text)\\(\\s*${TEXT}\\s*,?\\s*\\)`, 'g');

/**
 * The source of schemas without the sentences that describe their fields. They are for the documents that a queen serves; a page only checks
 * what comes, and they would be a fiftieth of its scripts.
 */
export const withoutDescriptions = (source: string): string =>
  source.replace(FIELD, "description: ''").replace(CALL, "$1('')");
