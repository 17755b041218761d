/** How a test gets at what it shows: a real browser, the pages over HTTP, the API, a command, or the rule by itself. */
export type Way = 'browser' | 'page' | 'API' | 'command' | 'rule';

/** By folder of test/; one within another goes before. */
export const wayOfFolder: Readonly<Record<string, Way>> = {
  api: 'API',
  attacks: 'page',
  audit: 'rule',
  authenticators: 'rule',
  banner: 'rule',
  browser: 'browser',
  cli: 'command',
  config: 'rule',
  conformance: 'page',
  'demo-application': 'page',
  environments: 'page',
  faults: 'page',
  house: 'rule',
  jobs: 'rule',
  library: 'page',
  life: 'page',
  locks: 'rule',
  'long-jobs': 'API',
  mail: 'rule',
  'one-writer': 'API',
  organizations: 'API',
  'organizations/resets': 'page',
  passwords: 'rule',
  people: 'API',
  pictures: 'rule',
  plans: 'API',
  policy: 'rule',
  processes: 'page',
  provider: 'rule',
  seeding: 'command',
  'seeding/document': 'rule',
  'sign-in': 'page',
  'self-service': 'API',
  storage: 'rule',
  tables: 'page',
  web: 'page',
  'web/charts': 'rule',
};

/** Files that differ from their folder. */
export const wayOfFile: Readonly<Record<string, Way>> = {
  'test/attacks/organizations/a-31-role-matrix.test.ts': 'API',
  'test/attacks/http/in-chromium.test.ts': 'browser',
  'test/audit/activity-command.test.ts': 'command',
  'test/sign-in/machine-rule.test.ts': 'API',
  'test/sign-in/machine.test.ts': 'API',
  'test/organizations/ending/due-work-plans.test.ts': 'rule',
  'test/organizations/ending/ended-sessions-query.test.ts': 'rule',
  'test/organizations/members/member-plans.test.ts': 'rule',
  'test/organizations/members/member-status-query.test.ts': 'rule',
  'test/organizations/resets/device-reset-marks.test.ts': 'API',
  'test/organizations/resets/device-reset.test.ts': 'API',
  'test/processes/compliance-races.test.ts': 'API',
  'test/processes/organization-races.test.ts': 'API',
  'test/organizations/resets/many-members.test.ts': 'API',
  'test/organizations/resets/ordered-resets.test.ts': 'API',
  'test/organizations/resets/reach.test.ts': 'API',
};

/** @param file from the root of the project, e.g. `test/api/members.test.ts` */
export function wayOf(file: string): Way {
  const [, folder = '', within = ''] = file.split('/');
  const way = wayOfFile[file] ?? wayOfFolder[`${folder}/${within}`] ?? wayOfFolder[folder];
  if (way === undefined) throw new Error(`nobody has said how the tests of ${file} show anything`);
  return way;
}
