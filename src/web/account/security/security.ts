import { securityPath } from '../../../enrollment/security-path.ts';
import { minimumLengthFor } from '../../../passwords/new-password.ts';
import type { FactorKind } from '../../../policy/facts.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import {
  forgetOwnDevice,
  forgetOwnDevices,
  listOwnDevices,
} from '../../../self-service/access/own-devices.ts';
import { beginEnrollment, beginKeyEnrollment } from '../../../self-service/begin-enrollment.ts';
import { changePassword } from '../../../self-service/change-password.ts';
import { isRecoveryCodeCheckDue } from '../../../self-service/check-recovery-code.ts';
import { type OwnProtection, ownProtection } from '../../../self-service/own-account.ts';
import { oneselfEnrolling } from '../../api/access/endpoint-access.ts';
import { hashIn, hashPart } from '../../api/input/cursors.ts';
import type { AreaFrame, AreaPage, Done, Visit } from '../../areas/area-page.ts';
import { about, secretIn } from '../../areas/field-refused.ts';

export interface SecurityModel extends AreaFrame, OwnProtection {
  readonly factors: readonly ListedFactor[];
  readonly recoveryCodes: {
    readonly left: number;
    readonly isCheckDue: boolean;
    readonly atHandAt: number | null;
  };
  readonly devices: readonly ListedBrowser[];
  /** Whether a new factor is all that may be done here (ruling 23). */
  readonly hasRecoveryCodeOnly: boolean;
  readonly passwordChangedAt: number | null;
  readonly minimumLength: number;
}

interface ListedFactor {
  readonly id: string;
  readonly kind: FactorKind;
  readonly nickname: string;
  readonly addedAt: number;
  readonly usedAt: number | null;
}

interface ListedBrowser {
  readonly id: string;
  /** Null where it is not known. */
  readonly browser: string | null;
  readonly system: string | null;
  readonly countsFor: readonly { readonly organization: string; readonly until: number }[];
}

/** What somebody signs in with, and what helps when something is lost. */
export const securityPage: AreaPage<SecurityModel> = {
  area: 'account/security',
  name: 'security',
  path: securityPath,
  tab: 'security',
  access: oneselfEnrolling(),
  actions: ['continue', 'add_app', 'add_key', 'forget', 'forget_all'],
  content,
  submit,
};

async function content({ deps, caller, now }: Visit): Promise<Omit<SecurityModel, keyof AreaFrame>> {
  const { person, hasRecoveryCodeOnly } = caller;
  const devices = await listOwnDevices(deps.operations, { person, now });
  return {
    ...ownProtection(person, deps.operations.plans, now),
    factors: person.factors.map(({ id, kind, nickname, confirmedAt, lastUsedAt }) => ({
      id,
      kind,
      nickname,
      addedAt: confirmedAt.getTime(),
      usedAt: lastUsedAt?.getTime() ?? null,
    })),
    recoveryCodes: {
      left: person.recoveryCodesLeft,
      isCheckDue: isRecoveryCodeCheckDue(person, deps.recoveryCodesCheckDays, now.getTime()),
      atHandAt: person.recoveryCodesAtHandAt?.getTime() ?? null,
    },
    devices: devices.map(({ hash, browser, system, countsFor }) => ({
      id: hashPart.write(hash),
      browser,
      system,
      countsFor: countsFor.map(({ organization, until }) => ({ organization: organization.name, until })),
    })),
    hasRecoveryCodeOnly,
    passwordChangedAt: person.user.passwordChangedAt?.getTime() ?? null,
    minimumLength: minimumLengthFor(person, deps.operations.plans, now),
  };
}

async function submit(visit: Visit): Promise<Done> {
  const { deps, caller, form } = visit;
  const myself = visit.myself();
  const { db } = deps.operations;
  switch (form.action) {
    case 'add_app':
      return { to: setUpPath((await beginEnrollment(deps.operations, myself, null)).id) };
    case 'add_key':
      return { to: setUpPath((await beginKeyEnrollment(deps.operations, myself, null)).id) };
  }
  // Ruling 23: a recovery code opens nothing but a new factor.
  if (caller.hasRecoveryCodeOnly) throw new Refusal('not_allowed', { reason: 'a recovery code alone' });
  switch (form.action) {
    case 'forget':
      await forgetOwnDevice(db, myself, hashIn(form.device));
      return { to: securityPage.path, notice: { key: 'account/security.security.forgotten', values: {} } };
    case 'forget_all':
      await forgetOwnDevices(db, myself);
      return {
        to: securityPage.path,
        notice: { key: 'account/security.security.all-forgotten', values: {} },
      };
    default:
      return newPassword(visit);
  }
}

async function newPassword({ deps, form, ...visit }: Visit): Promise<Done> {
  const passwords = { current: secretIn(form, 'current_password'), next: secretIn(form, 'new_password') };
  const fields = {
    password_wrong: 'current_password',
    password_too_short: 'new_password',
    password_too_common: 'new_password',
    password_unchanged: 'new_password',
  };
  await about(fields, () => changePassword(deps.operations, visit.myself(), passwords));
  return { to: securityPage.path, notice: { key: 'account/security.security.password-changed', values: {} } };
}

/** Where a factor is set up that was begun. */
export function setUpPath(id: string): string {
  return `${securityPage.path}/set-up/${id}`;
}
