/** The grammar makes every token a character, which the server sends at once: half of one it would keep. */
const QUESTION = { prompt: 'once upon a time', grammar: 'root ::= [a-z]+', stream: true, ignore_eos: true };

/** Counts what the clients of a server received: the truth that the figures are compared with. */
export interface Clients {
  /** Tokens that were received until now. */
  readonly tokens: number;
  /** Requests whose answer has begun and not ended. */
  readonly answered: number;
  stop(): Promise<void>;
}

/** Keeps so many requests under way, each of `tokens` tokens, one after the other. */
export function startClients(port: number, count: number, tokens: number): Clients {
  const end = new AbortController();
  let received = 0;
  let answered = 0;
  const ask = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/completion`, {
      method: 'POST',
      signal: end.signal,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...QUESTION, n_predict: tokens }),
    });
    let isAnswered = false;
    let rest = '';
    try {
      for await (const chunk of response.body ?? []) {
        if (!isAnswered) answered += 1;
        isAnswered = true;
        const lines = (rest + Buffer.from(chunk).toString()).split('\n');
        rest = lines.pop() ?? '';
        received += lines.filter((it) => it.startsWith('data: ') && it.includes('"stop":false')).length;
      }
    } finally {
      if (isAnswered) answered -= 1;
    }
  };
  const keepAsking = async () => {
    while (!end.signal.aborted) await ask().catch(() => {});
  };
  const all = Array.from({ length: count }, keepAsking);
  return {
    get tokens() {
      return received;
    },
    get answered() {
      return answered;
    },
    stop: async () => {
      end.abort();
      await Promise.all(all);
    },
  };
}
