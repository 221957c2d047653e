import { check, type Watched, watch } from './watched.ts';

/** Longer than two readings of an idle engine are apart. */
const PAUSE_S = 13;

/** The average that llama.cpp resets when its metrics are read: what the user's own monitoring would read. */
async function averageOf({ port }: Watched): Promise<number> {
  const text = await fetch(`http://127.0.0.1:${port}/metrics`).then((it) => it.text());
  return Number(/^llamacpp:predicted_tokens_seconds (\S+)$/m.exec(text)?.[1]);
}

async function complete({ port }: Watched): Promise<void> {
  const body = JSON.stringify({ prompt: 'once', n_predict: 32, ignore_eos: true });
  const headers = { 'content-type': 'application/json' };
  await fetch(`http://127.0.0.1:${port}/completion`, { method: 'POST', headers, body }).then((it) =>
    it.text(),
  );
}

/** The average that another reader finds some time after a request, and the reason why the hive has no requests. */
async function averageAfter(server: string, folder: string, isRead: boolean) {
  const args = ['-m', `${folder}/alpha.gguf`, '--metrics'];
  const watched = watch(server, args, (own) => ({ withoutMetrics: isRead ? [] : [`llm/${own}`] }));
  await watched.until('ready');
  await complete(watched);
  const worker = await watched.sample(PAUSE_S);
  const average = await averageOf(watched);
  await watched.end();
  return { average, state: worker?.engine?.state, why: worker?.engine?.unknown?.['requests_running'] };
}

/** Where the reading of metrics is turned off, the averages of another reader are not disturbed. */
export async function withoutMetrics(server: string, folder: string): Promise<void> {
  const off = await averageAfter(server, folder, false);
  const isRight = off.average > 0 && off.state === 'ready' && off.why === 'not_exposed';
  check('without reading of metrics, averages of another reader are undisturbed', isRight, off);
  const on = await averageAfter(server, folder, true);
  check('with it, they are reset, as the documents say', on.average === 0 && on.why === undefined, on);
}
