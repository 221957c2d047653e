import { HIVE_TOKEN } from '@rbee/contract/plain';
import { parseJson } from '../sending/index.ts';

const TOKEN = new RegExp(HIVE_TOKEN.pattern);

/** True for the text of a hive's token ([A2]). */
export const isHiveToken = (text: unknown): text is string => typeof text === 'string' && TOKEN.test(text);

/** The token in the body of an answer to joining or rotating ([A3]); null if it is none, or that of another hive. */
export function joinedToken(body: string, hiveId: string): string | null {
  const fields = parseJson(body);
  const token = fields?.['token'];
  return fields?.['hive_id'] === hiveId && isHiveToken(token) ? token : null;
}
