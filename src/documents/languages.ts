/** What pages and mails are written in, by their tags (BCP 47); the first is the one for whoever asks for another. */
export const writtenLanguages = ['en', 'de', 'fr', 'nl'] as const;

export type WrittenLanguage = (typeof writtenLanguages)[number];
