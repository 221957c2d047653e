import type { Ask, Asking, EngineDescription } from '../src/engines/description.ts';
import { DESCRIPTIONS } from '../src/engines/descriptions.ts';
import { type Answer, type Failure, failed } from '../src/engines/engine-reading.ts';
import { PrometheusText } from '../src/engines/prometheus-text.ts';
import type { FakeAnswers } from './metrics-text.ts';

const FAILURES: Readonly<Record<number, Failure>> = {
  401: 'protected',
  404: 'absent',
  501: 'absent',
  503: 'loading',
};

/** Gives the answers without a network. */
function asking(answers: FakeAnswers): Ask {
  const answerTo = <T>(path: string, read: (body: unknown) => T): Answer<T> => {
    const answer = answers[path] ?? { status: 501 };
    return 'status' in answer
      ? failed(FAILURES[answer.status] ?? 'unexpected')
      : { ok: true, value: read(answer.body) };
  };
  return {
    json: async (path) => answerTo(path, (body) => JSON.parse(JSON.stringify(body))),
    metrics: async (path, names) =>
      answerTo(path, (body) => {
        const text = new PrometheusText(names);
        text.write(String(body));
        return text.end();
      }),
  };
}

/** The description of an engine. */
export function described(kind: string): EngineDescription {
  const found = DESCRIPTIONS.find((it) => it.kind === kind);
  if (!found) throw new Error(`${kind} is not read`);
  return found;
}

/** Who asks an engine with these answers and these other servers. */
export const askingOf = (answers: FakeAnswers, runners: readonly FakeAnswers[] = []): Asking => ({
  ...asking(answers),
  runners: runners.map(asking),
  hasAllRunners: true,
  wasBusy: false,
  mayReadMetrics: true,
});

/** The reading of an engine with these answers. */
export async function reading(
  kind: string,
  answers: FakeAnswers,
  runners: readonly FakeAnswers[] = [],
  metrics = true,
) {
  const answer = await described(kind).read({ ...askingOf(answers, runners), mayReadMetrics: metrics });
  if (!answer.ok) throw new Error(`it is ${answer.failure}`);
  return answer.value;
}
