/** What comes after asking for a new password, and after choosing it; neither takes an address to go on to. */
export const [sentPath, savedPath] = ['/password/sent', '/password/saved'] as const;
