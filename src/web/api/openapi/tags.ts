/** Groups of operations, in the order in which they are shown. */
export const tags = [
  { name: 'Organizations', description: 'What an organization is called, and what belongs to it' },
  { name: 'Enforcement', description: 'Who has to sign in with more than a password, and from when' },
  { name: 'Members', description: 'People in an organization, and how well they are protected' },
  { name: 'Invitations', description: 'People who are asked to join' },
  { name: 'Plans and seats', description: 'What an organization may use, and how many may be in it' },
  { name: 'Activity', description: 'What happened in an organization' },
  { name: 'Environments', description: 'Groups of applications, and whether MFA is asked there' },
  { name: 'Clients', description: 'Applications and machines, for the operator' },
  { name: 'Users', description: 'People, for the operator' },
  { name: 'Installation', description: 'Queues, mail and keys, for the operator' },
  { name: 'Own account', description: 'What people see and change about themselves' },
] as const;

export type Tag = (typeof tags)[number]['name'];

/** The first that fits. */
const tagOfPath: readonly (readonly [path: RegExp, tag: Tag])[] = [
  [/^\/me\b/, 'Own account'],
  [/^\/users\b/, 'Users'],
  [/^\/(?:queues|dead-letters|test-mail|keys|sealing)\b/, 'Installation'],
  [/^\/environments\b/, 'Environments'],
  [/^\/clients\b/, 'Clients'],
  [/\/enforcement\b/, 'Enforcement'],
  [/\/(?:members|summary|password-resets)\b/, 'Members'],
  [/\/invitations\b/, 'Invitations'],
  [/\/(?:plan|seats)\b/, 'Plans and seats'],
  [/\/activity\b/, 'Activity'],
  [/^\/branding\b/, 'Organizations'],
  [/^\/organizations\b/, 'Organizations'],
];

/** @throws Error for a path of no group: it needs a line above */
export function tagOf(path: string): Tag {
  const [, tag] = tagOfPath.find(([pattern]) => pattern.test(path)) ?? [];
  if (tag === undefined) throw new Error(`${path} belongs to no group of operations`);
  return tag;
}
