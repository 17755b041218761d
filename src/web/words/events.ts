import type { Words } from './language.ts';

/** What happened, as one is told of it: in an organization, or in none that has a name any more. */
export type EventInWords = (type: string, organization?: string | null) => string;

/** Events of every page have one set of words. What an older version wrote and no words are for is told as it stands. */
export function eventsInWords(words: Words): EventInWords {
  return (type, organization) => {
    const key = `events.${type.replaceAll('.', '-')}`;
    // An ellipsis reads in every language and case, where a word would have to be declined.
    return words.knows(key) ? words.say(key, { organization: organization ?? '…' }) : type;
  };
}
