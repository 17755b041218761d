import type { User } from '../../people/user.ts';
import { isRecoveryCodeCheckDue } from '../../self-service/check-recovery-code.ts';
import { type OwnProtection, ownMemberships, ownProtection } from '../../self-service/own-account.ts';
import { oneselfEnrolling } from '../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Visit } from '../areas/area-page.ts';

/** What is set up, where the person is signed in, and what is due. */
export interface OverviewModel extends AreaFrame, OwnProtection {
  readonly email: string;
  readonly emailVerified: boolean;
  /** `due`: it has to be replaced, as after a report that it may be known to others. */
  readonly passwordState: 'set' | 'none' | 'due';
  readonly factors: readonly { readonly nickname: string }[];
  readonly recoveryCodes: { readonly left: number; readonly isCheckDue: boolean };
  /** Whether they came in by a recovery code: nothing else is open before a new factor. */
  readonly hasRecoveryCodeOnly: boolean;
  readonly sessions: number;
  readonly organizations: readonly string[];
  /** Where they are suspended. */
  readonly suspendedIn: readonly string[];
}

export const overviewPage: AreaPage<OverviewModel> = {
  area: 'account',
  name: 'overview',
  path: '/account',
  tab: 'overview',
  access: oneselfEnrolling(),
  actions: [],
  async content(visit) {
    const { deps, caller, now } = visit;
    const { person } = caller;
    const memberships = ownMemberships(person, deps.operations.plans, now);
    return {
      email: person.user.email,
      emailVerified: person.user.emailVerified,
      passwordState: passwordStateOf(person.user),
      factors: person.factors.map(({ nickname }) => ({ nickname })),
      ...ownProtection(person, deps.operations.plans, now),
      recoveryCodes: {
        left: person.recoveryCodesLeft,
        isCheckDue: isRecoveryCodeCheckDue(person, deps.recoveryCodesCheckDays, now.getTime()),
      },
      hasRecoveryCodeOnly: caller.hasRecoveryCodeOnly,
      sessions: await countSessions(visit),
      organizations: memberships.map(({ organization }) => organization.name),
      suspendedIn: memberships
        .filter(({ suspended }) => suspended !== null)
        .map((each) => each.organization.name),
    };
  },
};

function passwordStateOf({ passwordHash, passwordResetAt }: User): OverviewModel['passwordState'] {
  if (passwordHash === null) return 'none';
  return passwordResetAt === null ? 'set' : 'due';
}

/** More than that is said as that. */
const countedSessions = 100;

async function countSessions({ deps, caller, now }: Visit): Promise<number> {
  const page = { after: null, limit: countedSessions };
  return (await deps.operations.db.sessions.ofUser(caller.id, page, now)).length;
}
