import { readdir, readFile } from 'node:fs/promises';

const CORPUS = new URL('../corpus/', import.meta.url);

/** The texts that the model is trained on, in the order of their names. */
export async function readCorpus(): Promise<string> {
  const names = (await readdir(CORPUS)).filter((name) => name.endsWith('.txt')).sort();
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, CORPUS), 'utf8')));
  return texts.join('\n\n');
}
