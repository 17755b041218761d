/** Where people set up, and give up, what they sign in with; mails lead there. */
export const securityPath = '/account/security' as const;
