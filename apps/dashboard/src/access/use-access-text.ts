import { useLocale } from '@rbee/queen-rbee-react';
import { useEffect, useState } from 'react';
import { ACCESS_EN, type AccessKey, type AccessTexts } from './access.en.ts';

/** A text about access in the reader's language; `{name}` stands for a value. */
export type AccessText = (key: AccessKey, values?: Readonly<Record<string, string>>) => string;

async function load(language: string): Promise<AccessTexts> {
  if (language === 'de') return (await import('./access.de.ts')).ACCESS_DE;
  if (language === 'zh') return (await import('./access.zh.ts')).ACCESS_ZH;
  return ACCESS_EN;
}

/** The texts about access; English until those of the reader's language are loaded. */
export function useAccessText(): AccessText {
  const { language } = useLocale();
  const [texts, setTexts] = useState<AccessTexts>(ACCESS_EN);
  useEffect(() => {
    let isWanted = true;
    load(language).then(
      (loaded) => isWanted && setTexts(loaded),
      // English says it, too.
      () => {},
    );
    return () => {
      isWanted = false;
    };
  }, [language]);
  return (key, values = {}) =>
    texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
