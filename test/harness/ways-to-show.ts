/** How a test gets at what it shows: a real browser, the pages over HTTP, the API, a command, or the rule by itself. */
export type Way = 'browser' | 'page' | 'API' | 'command' | 'rule';

/** By folder of test/. */
export const wayOfFolder: Readonly<Record<string, Way>> = {
  accounts: 'rule',
  api: 'API',
  attacks: 'page',
  audit: 'rule',
  authenticators: 'rule',
  browser: 'browser',
  'command-line': 'command',
  config: 'rule',
  conformance: 'page',
  'demo-application': 'page',
  environments: 'page',
  faults: 'page',
  flows: 'page',
  house: 'rule',
  jobs: 'rule',
  library: 'page',
  life: 'page',
  locks: 'rule',
  mail: 'rule',
  'one-writer': 'API',
  organizations: 'API',
  people: 'API',
  plans: 'API',
  policy: 'rule',
  'policy-changes': 'rule',
  processes: 'page',
  provider: 'rule',
  resets: 'page',
  seeding: 'command',
  'seeding-document': 'rule',
  'self-service': 'API',
  'session-rules': 'page',
  storage: 'rule',
  tables: 'page',
  web: 'page',
};

/** Files that differ from their folder. */
export const wayOfFile: Readonly<Record<string, Way>> = {
  'test/attacks/a-31-role-matrix.test.ts': 'API',
  'test/attacks/in-chromium.test.ts': 'browser',
  'test/audit/activity-command.test.ts': 'command',
  'test/flows/machine-rule.test.ts': 'API',
  'test/flows/machine.test.ts': 'API',
  'test/organizations/due-work-plans.test.ts': 'rule',
  'test/organizations/ended-sessions-query.test.ts': 'rule',
  'test/organizations/member-plans.test.ts': 'rule',
  'test/organizations/member-status-query.test.ts': 'rule',
  'test/processes/compliance-races.test.ts': 'API',
  'test/processes/organization-races.test.ts': 'API',
  'test/resets/many-members.test.ts': 'API',
  'test/resets/ordered-resets.test.ts': 'API',
  'test/resets/reach.test.ts': 'API',
};

/** @param file from the root of the project, e.g. `test/api/members.test.ts` */
export function wayOf(file: string): Way {
  const way = wayOfFile[file] ?? wayOfFolder[file.split('/')[1] ?? ''];
  if (way === undefined) throw new Error(`nobody has said how the tests of ${file} show anything`);
  return way;
}
