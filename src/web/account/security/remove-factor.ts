import type { NamedOrganization } from '../../../policy/members/self-disable.ts';
import { bannerOf, ownMemberships } from '../../../self-service/own-account.ts';
import { removalOutcome, removeAuthenticator } from '../../../self-service/remove-authenticator.ts';
import type { AreaPage, Done } from '../../areas/area-page.ts';
import { type FactorModel, factorOf, room, titled } from './factor.ts';
import { securityPage } from './security.ts';

/** What becomes of a membership when a factor is removed. */
export type Following = 'forbidden' | 'last_owner' | 'removed' | 'suspended' | 'pending' | 'none';

export interface RemoveFactorModel extends FactorModel {
  /** Whether it is the only one, so that the password alone is left. */
  readonly isLast: boolean;
  readonly organizations: readonly {
    readonly name: string;
    readonly follows: Following;
    readonly from: number | null;
  }[];
  /** Whether an organization forbids it, or would be left without an owner. */
  readonly isForbidden: boolean;
  readonly leaves: readonly string[];
  readonly recoveryCodesLeft: number;
}

/** Before a factor is removed: what follows, organization by organization (D7 to D9, T13, T16). */
export const removeFactorPage: AreaPage<RemoveFactorModel> = {
  ...room,
  name: 'remove-factor',
  head: titled('remove-factor'),
  path: '/account/security/factors/:id/remove',
  async content(visit) {
    const factor = factorOf(visit);
    const { deps, caller, now } = visit;
    const { person } = caller;
    const { db, plans } = deps.operations;
    const outcome = await removalOutcome({ members: db.members, plans }, { person, now }, factor.id);
    const after = { ...person, factors: person.factors.filter(({ id }) => id !== factor.id) };
    const pending = bannerOf(ownMemberships(after, plans, now));
    const lists: readonly (readonly [Following, readonly NamedOrganization[]])[] = [
      ['forbidden', outcome.result === 'forbidden' ? outcome.by : []],
      ['last_owner', outcome.result === 'last_owner' ? outcome.of : []],
      ['removed', outcome.result === 'allowed' ? outcome.removedFrom : []],
      ['suspended', outcome.result === 'allowed' ? outcome.suspendedIn : []],
    ];
    const organizations = person.memberships.map(({ organization: { id, name } }) => {
      const [follows] = lists.find(([, those]) => those.some((each) => each.id === id)) ?? [null];
      const due = pending.find((each) => each.organization.id === id);
      return {
        name,
        follows: follows ?? (due ? 'pending' : 'none'),
        from: due?.requiredFrom ?? null,
      } as const;
    });
    return {
      ...factor,
      isLast: after.factors.length === 0,
      organizations,
      isForbidden: outcome.result !== 'allowed',
      leaves: organizations.filter(({ follows }) => follows === 'removed').map(({ name }) => name),
      recoveryCodesLeft: person.recoveryCodesLeft,
    };
  },
  async submit(visit): Promise<Done> {
    const { id, nickname } = factorOf(visit);
    await removeAuthenticator(visit.deps.operations, visit.myself(), id);
    const notice = { key: 'account/security.remove-factor.done', values: { name: nickname } };
    return { to: securityPage.path, notice };
  },
};
