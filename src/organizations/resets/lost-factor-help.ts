import type { Membership } from '../../people/person.ts';

/** An organization whose administrators may reset the second step of one of its people. */
export interface LostFactorHelper {
  readonly organization: string;
  /** Who of them may: nobody resets somebody of the same or a higher role, but for owners, and nobody their own. */
  readonly ask: 'administrator' | 'owner' | 'other_owner';
  /** Where it wants to be asked; null where it has not said so. */
  readonly email: string | null;
}

export interface LostFactorHelp {
  readonly helpers: readonly LostFactorHelper[];
  /** Names of the organizations of somebody whom none of them manages; empty for everybody else. */
  readonly unmanaging: readonly string[];
}

/**
 * Who can let somebody in who has lost their device (reset-device.ts): the organizations that manage them (ruling 17). Beside
 * them, and where there is none, the operator can, for anybody (ruling 12).
 */
export function lostFactorHelp(memberships: readonly Membership[]): LostFactorHelp {
  const helpers = memberships.filter(({ managesUser }) => managesUser).map(helperOf);
  const names = memberships.map(({ organization }) => organization.name);
  return { helpers, unmanaging: helpers.length === 0 ? names : [] };
}

function helperOf({ member, organization }: Membership): LostFactorHelper {
  const { name, notificationEmail, showNotificationEmail } = organization;
  return {
    organization: name,
    ask: whomToAsk[member.role],
    email: showNotificationEmail ? notificationEmail : null,
  };
}

const whomToAsk = { member: 'administrator', admin: 'owner', owner: 'other_owner' } as const;
