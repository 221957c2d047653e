/** Texts in the reader's language, and numbers as the reader's locale writes them. */
export { createFormats, type Formats } from './formats.ts';
export { useLaterLocale } from './later.ts';
export { type Locale, LocaleProvider, type LocaleProviderProps, useLocale } from './locale.tsx';
export { isTextKey, LANGUAGES, type Language, languageOf, type TextKey, type TextValues } from './texts.ts';
