/** Paths of these pages; none of them takes an address to go on to. */
export const [forgottenPath, sentPath, savedPath] = [
  '/password/forgotten',
  '/password/sent',
  '/password/saved',
] as const;

/** Where somebody signs in who came from no application. */
export const accountPath = '/account';
