import { createDomainCheck } from '../../../../src/organizations/profile/domain-check.ts';
import { domainRecord } from '../../../../src/organizations/profile/verify-domain.ts';
import { startOwnServer, type TestServer } from '../../../harness/server.ts';
import { everyVisitor, type Organizations, type Visitor } from './people.ts';
import { type State, stateReader } from './state.ts';
import { createSubjects, madeOnce, type Subjects } from './subjects.ts';

/** A server of its own, everybody before it, and what their forms are about. */
export interface Matrix {
  readonly server: TestServer;
  readonly at: Organizations;
  readonly visitors: readonly Visitor[];
  /** New ones at each call, for what is done; and those that stand, for what is refused. */
  readonly subjects: Subjects;
  readonly standing: Subjects;
  /** When the last of them had signed in, ISO 8601: what is fresh then is not fresh for long. */
  readonly began: string;
  state(): Promise<State>;
  stop(): Promise<void>;
}

/** For one test, in milliseconds, also where other work goes on beside it. */
export const longestMs = 180_000;

const at: Organizations = { slug: 'keys', otherSlug: 'locks' };

export async function createMatrix(): Promise<Matrix> {
  const server: TestServer = await startOwnServer({
    production: true,
    domainCheck: createDomainCheck({ resolveTxt: (name) => recordOf(server, name) }),
  });
  const visitors = await everyVisitor(server, at);
  const subjects = createSubjects(server, at);
  return {
    ...{ server, at, visitors, subjects },
    standing: madeOnce(subjects),
    began: new Date().toISOString(),
    state: await stateReader(server),
    stop: server.stop,
  };
}

/** Whatever domain the organization claims has its record. */
async function recordOf({ countersign }: TestServer, name: string): Promise<string[][]> {
  const organization = await countersign.db.organizations.findBySlug(at.slug);
  const claim = { organizationId: organization?.id ?? '', domain: name.replace('_countersign.', '') };
  return [[domainRecord(claim).value]];
}
