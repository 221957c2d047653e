/** Type of the message with which `rbee up` asks its queen for a token for its hive, and of the answer. */
export const TOKEN_QUESTION = 'hive-token';

/** The question. The answer has `token`, which is null if there is none. */
export interface TokenQuestion {
  readonly type: typeof TOKEN_QUESTION;
  readonly hiveId: string;
}

/** Answers the questions that the parent of a queen's process sends it. */
export function answerTokenQuestions(queen: NodeJS.Process, give: (hiveId: string) => string | null): void {
  queen.on('message', (message) => {
    if (isTokenQuestion(message) && queen.connected)
      queen.send?.({ type: message.type, token: give(message.hiveId) });
  });
}

/** True for a question that `rbee up` sent. */
const isTokenQuestion = (message: unknown): message is TokenQuestion =>
  typeof message === 'object' &&
  message !== null &&
  'type' in message &&
  message.type === TOKEN_QUESTION &&
  'hiveId' in message &&
  typeof message.hiveId === 'string';
