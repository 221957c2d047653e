/** Type of the message with which `rbee up` asks its queen for a token for its hive, and of the answer. */
export const TOKEN_QUESTION = 'hive-token';

/** The question. The answer has `token`, which is null if there is none. */
export interface TokenQuestion {
  readonly type: typeof TOKEN_QUESTION;
  readonly hiveId: string;
}

/** True for a question that `rbee up` sent. */
export const isTokenQuestion = (message: unknown): message is TokenQuestion =>
  typeof message === 'object' &&
  message !== null &&
  'type' in message &&
  message.type === TOKEN_QUESTION &&
  'hiveId' in message &&
  typeof message.hiveId === 'string';
