import { randomUUID } from 'node:crypto';
import type { Endpoint } from '../../../src/web/api/access/endpoint.ts';
import { endpoints } from '../../../src/web/api/endpoints/all.ts';
import type { ApiClient } from '../../harness/api.ts';
import { everyoneNow } from '../../harness/world.ts';

/** Whom and what the calls are about. */
export interface Subjects {
  readonly slug: string;
  /** Ids of members: one who stays, and those to whom something happens. */
  readonly member: string;
  readonly removed: string;
  readonly reset: string;
  /** Of one whom the organization does not manage. */
  readonly unmanaged: string;
  /** E-mail of one who gets a new password. */
  readonly ordered: string;
  /** Ids of invitations: one that stays, and one that is withdrawn. */
  readonly invitation: string;
  readonly withdrawn: string;
  /** Id of a job that has written a file. */
  readonly job: string;
  /** Ids of dead letters: one that is tried again, and one that is dropped. */
  readonly retried: string;
  readonly dropped: string;
}

/** One call and all that was answered, head included. */
export interface Answered {
  readonly operationId: string;
  readonly status: number;
  readonly text: string;
}

/** What each operation takes; one that is new and not here gets an empty body, and the test says if that is not enough. */
function bodiesFor({ slug, ordered }: Subjects): Readonly<Record<string, unknown>> {
  const email = `${randomUUID().slice(0, 8)}@${slug}.example`;
  return {
    createOrganization: { slug: doomedOf(slug), name: 'New' },
    changeOrganization: { name: 'Renamed' },
    setEnforcement: everyoneNow,
    previewEnforcement: { preset: 'by-midnight' },
    changeMember: { override: 'exempt', reason: 'lost phone' },
    invite: { email, role: 'member' },
    setSeats: { seats: 1000 },
    setBranding: { display_name: 'Renamed', colour: '#0b5f58' },
    setInstanceBranding: { display_name: null },
    setPlan: { plan: 'enterprise' },
    changeMembers: { users: 'all', action: 'remind', dry_run: true },
    inviteList: { lines: `list-${email}`, role: 'member' },
    startActivityExport: { type: 'member.changed' },
    orderPasswordResets: { users: [ordered] },
    setEnvironment: { mfa: 'pilot', pilot: { users: [ordered], percent: 10 } },
    beginEnrollment: { kind: 'totp' },
    createClient: {
      client_id: clientOf(slug),
      redirect_uris: ['http://localhost:4999/callback'],
    },
    changeClient: { client_name: 'Renamed' },
    createUser: { email: `u-${email}`, password: 'five words that nobody knows' },
    changeUser: { name: 'Renamed' },
    sendTestMail: { email },
  };
}

/** What is created to be deleted. */
function doomedOf(slug: string): string {
  return `${slug}-doomed`;
}

function clientOf(slug: string): string {
  return `${slug}-api-client`;
}

/** Further queries of the operations that list something. */
const queries: Readonly<Record<string, readonly string[]>> = {
  listOrganizations: ['?limit=100'],
  listMembers: ['?limit=200', '?status=protected', '?q=a', '?sort=name&factor=totp'],
  listActivity: ['?limit=200', '?type=invitation.created'],
  previewPlan: ['?plan=free'],
};

function pathOf({ path, operationId }: Endpoint, subjects: Subjects): string {
  const users: Readonly<Record<string, string>> = {
    removeMember: subjects.removed,
    resetAuthenticators: subjects.reset,
    eraseUser: subjects.removed,
    askOperator: subjects.unmanaged,
  };
  const invitation = operationId === 'revokeInvitation' ? subjects.withdrawn : subjects.invitation;
  const ofOrganization = path.includes('/jobs/') ? subjects.job : invitation;
  const letters: Readonly<Record<string, string>> = {
    retryDeadLetter: subjects.retried,
    dropDeadLetter: subjects.dropped,
  };
  const ofNobody = path.startsWith('/clients/') ? clientOf(subjects.slug) : ofOrganization;
  const id = letters[operationId] ?? ofNobody;
  return path
    .replace('{slug}', operationId === 'deleteOrganization' ? doomedOf(subjects.slug) : subjects.slug)
    .replace('{user}', users[operationId] ?? subjects.member)
    .replace('{id}', id)
    .replace('{name}', `${subjects.slug}-environment`);
}

async function call(api: ApiClient, { method, operationId }: Endpoint, path: string, body?: unknown) {
  const { status, headers, body: answer } = await api.send(method, path, body);
  const head = [...headers].map(([name, value]) => `${name}: ${value}`);
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  return { operationId, status, text: [`${method} ${path} ${status}`, ...head, text].join('\n') };
}

/** Calls every operation that is registered, rightly and wrongly, as one administrator. */
export async function callEverything(api: ApiClient, subjects: Subjects): Promise<readonly Answered[]> {
  const answers: Answered[] = [];
  const bodies = bodiesFor(subjects);
  for (const endpoint of endpoints) {
    const { method, operationId } = endpoint;
    const path = pathOf(endpoint, subjects);
    const hasBody = method !== 'GET' && method !== 'DELETE';
    const body = hasBody ? (bodies[operationId] ?? {}) : undefined;
    const wrongly = pathOf(endpoint, {
      ...subjects,
      member: randomUUID(),
      removed: randomUUID(),
      unmanaged: randomUUID(),
      invitation: 'x',
      job: 'x',
      retried: 'x',
      dropped: randomUUID(),
    });
    answers.push(await call(api, endpoint, path, body));
    for (const query of queries[operationId] ?? []) answers.push(await call(api, endpoint, path + query));
    if (method !== 'DELETE') answers.push(await call(api, endpoint, path, hasBody ? { x: [1] } : undefined));
    if (wrongly !== path) answers.push(await call(api, endpoint, wrongly, body));
  }
  return answers;
}

/** Operations for administrators or the operator that nobody has called with success. */
export function neverDone(answers: readonly Answered[]): string[] {
  const done = new Set(answers.filter(({ status }) => status < 300).map(({ operationId }) => operationId));
  const asked = endpoints.filter(({ access: { kind } }) => kind === 'administrator' || kind === 'operator');
  return asked.map(({ operationId }) => operationId).filter((operationId) => !done.has(operationId));
}
