import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { createFormats, type Formats } from './formats.ts';
import {
  english,
  fillText,
  type Language,
  languageOf,
  loadTexts,
  type TextKey,
  type Texts,
  type TextValues,
} from './texts.ts';

/** What the parts need to speak to a reader. */
export interface Locale {
  /** BCP 47 tag by which numbers and times are formatted, such as `de-DE`. */
  readonly locale: string;
  readonly language: Language;
  readonly formats: Formats;
  /** A text in the reader's language. */
  readonly text: (key: TextKey, values?: TextValues) => string;
}

function localeOf(locale: string, language: Language, texts: Partial<Texts>): Locale {
  return {
    locale,
    language,
    formats: createFormats(locale),
    text: (key, values = {}) => fillText(texts[key] ?? key, values, locale),
  };
}

const ENGLISH = localeOf('en', 'en', english);
const LocaleContext = createContext<Locale>(ENGLISH);

/** Props of `<LocaleProvider>`. */
export interface LocaleProviderProps {
  readonly children?: ReactNode;
  /** Tags in the order of the reader's wish; default: `navigator.languages`. */
  readonly languages?: readonly string[] | undefined;
}

/**
 * Sets language and formats of the parts below it. Without it they are English. Texts of another language are loaded; until then, and
 * on a server, they are English.
 */
export function LocaleProvider({ children, languages }: LocaleProviderProps) {
  const wanted = languages ?? (typeof navigator === 'undefined' ? [] : navigator.languages);
  const language = languageOf(wanted);
  const locale =
    wanted.find((tag) => languageOf([tag]) === language && tag.toLowerCase().startsWith(language)) ??
    language;
  const [loaded, setLoaded] = useState<{ readonly language: Language; readonly texts: Partial<Texts> }>({
    language: 'en',
    texts: english,
  });
  useEffect(() => {
    let isWanted = true;
    loadTexts(language)
      .then((texts) => isWanted && setLoaded({ language, texts }))
      .catch(() => {});
    return () => {
      isWanted = false;
    };
  }, [language]);
  const value = useMemo(
    () => (loaded.language === language ? localeOf(locale, language, loaded.texts) : ENGLISH),
    [loaded, language, locale],
  );
  return <LocaleContext.Provider value={value}>{children}</LocaleContext.Provider>;
}

/**
 * `useLocale` for a part that is loaded later: its English texts are loaded with it, and not with the first view. The other languages have
 * all of their texts in one file.
 */
export function laterLocale(texts: Partial<Texts>): () => Locale {
  return () => {
    if (!added.has(texts)) Object.assign(english, texts);
    added.add(texts);
    return useLocale();
  };
}
const added = new WeakSet<object>();

/** Language and formats of the nearest `<LocaleProvider>`. */
export const useLocale = (): Locale => useContext(LocaleContext);
