import type { FleetHive, NodeStats } from '@rbee/queen-rbee-sdk';
import { systemName } from '../format.ts';
import { type Locale, useLocale } from '../locale/index.ts';
import { reasonWords } from '../reason/index.ts';
import { CommandLine } from '../tables/index.ts';

/** Commands that start an inference server, of the engines that most people have. */
const SERVERS = ['llama-server -m model.gguf', 'ollama serve', 'vllm serve Qwen/Qwen3-8B'] as const;
const DOCTOR = 'npx rbee doctor';
const WATCH = "npx rbee hive --watch 'llm=my-server'";

/** For a hive without workers: how to start one, and what `rbee doctor` would say of that machine. */
export function NoWorkers({ hive }: { readonly hive: FleetHive }) {
  const locale = useLocale();
  const { text } = locale;
  const { node } = hive.hive;
  if (hive.report !== 'reporting') return <p className="rbee-scope rbee-none">{text('none.silent')}</p>;
  const isElsewhere = node?.unknown?.['workers'] === 'not_exposed';
  if (node && isElsewhere) {
    return (
      <section className="rbee-scope rbee-none">
        <h3 className="rbee-none-title">{text('none.os.title', { os: systemName(node.os) })}</h3>
        <p className="rbee-none-words">{text('none.os')}</p>
      </section>
    );
  }
  return (
    <section className="rbee-scope rbee-none">
      <h3 className="rbee-none-title">{text('none.title')}</h3>
      <p className="rbee-none-words">{text('none.start')}</p>
      <ul className="rbee-none-commands">
        {SERVERS.map((command) => (
          <li key={command}>
            <CommandLine command={command} />
          </li>
        ))}
      </ul>
      <p className="rbee-none-words">{text('none.doctor')}</p>
      <CommandLine command={DOCTOR} />
      <p className="rbee-none-words">{node ? foundWords(node, locale) : null}</p>
      <p className="rbee-none-words">{text('none.watch')}</p>
      <CommandLine command={WATCH} />
    </section>
  );
}

/** What the last sample shows of what the doctor checks. */
function foundWords({ unknown, unreadable_processes: hidden = 0 }: NodeStats, locale: Locale): string {
  const { text } = locale;
  const gap = unknown?.['workers'];
  if (gap !== undefined) return text('none.found.gap', { reason: reasonWords(gap, locale).brief });
  return hidden > 0 ? text('none.found.hidden', { n: hidden }) : text('none.found.ok');
}
