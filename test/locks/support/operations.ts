import { randomUUID } from 'node:crypto';
import { unknownBrowser } from '../../../src/authenticators/browser.ts';
import { relyingPartyOf } from '../../../src/authenticators/security-key.ts';
import { totpCode } from '../../../src/authenticators/totp.ts';
import { shippedPlans } from '../../../src/config/plans.ts';
import { mailResetLink } from '../../../src/passwords/mail-reset-link.ts';
import { requestReset } from '../../../src/passwords/request-reset.ts';
import { findReset, resetPassword } from '../../../src/passwords/reset-password.ts';
import { unlock } from '../../../src/people/unlock.ts';
import { Refusal, type RefusalCode } from '../../../src/refusal/refusal.ts';
import { beginEnrollment } from '../../../src/self-service/begin-enrollment.ts';
import { followEmailLink } from '../../../src/self-service/change-email.ts';
import { changePassword } from '../../../src/self-service/change-password.ts';
import { checkRecoveryCode } from '../../../src/self-service/check-recovery-code.ts';
import { confirmOwnEnrollment } from '../../../src/self-service/confirm-enrollment.ts';
import type { SelfServiceContext } from '../../../src/self-service/context.ts';
import { endOtherOwnSessions, endOwnSession } from '../../../src/self-service/own-sessions.ts';
import { removeAuthenticator } from '../../../src/self-service/remove-authenticator.ts';
import { renewRecoveryCodes } from '../../../src/self-service/renew-recovery-codes.ts';
import { requestEmailChange } from '../../../src/self-service/request-email-change.ts';
import type { SignIn, SignInDeps } from '../../../src/sign-in/context.ts';
import { completeEnrollment } from '../../../src/sign-in/enroll.ts';
import { provePassword } from '../../../src/sign-in/prove-password.ts';
import { proveSecondFactor } from '../../../src/sign-in/prove-second-factor.ts';
import { proveTicket } from '../../../src/sign-in/prove-ticket.ts';
import { replacePassword } from '../../../src/sign-in/replace-password.ts';
import type { Db, OpenDb } from '../../../src/stores.ts';
import {
  now,
  password,
  quickHasher,
  recoveryCode,
  recoveryCodeKey,
  type Scene,
  seed,
  sessionHashOf,
} from './scene.ts';

/** Something that changes a scene in a transaction. */
export interface Operation {
  readonly name: string;
  /** What has to be different in the scene first: statements, `:organization` its organization, `:pat` its person. */
  readonly ready?: readonly string[];
  readonly run: (db: OpenDb, scene: Scene) => Promise<unknown>;
}

/** For whoever agrees to be told, or is asked to. */
export const addressWaits = `UPDATE organizations SET notification_confirmed_at = NULL,
    notification_email = 'it@' || left(slug, -4) || '.example' WHERE id = :organization`;

export const issuer = new URL('http://localhost:3000');
export const sourceAddress = '192.0.2.1';

/** Those of an installation, and one that allows everything but enforcement. */
const plans = {
  ...shippedPlans,
  plain: { seatsIncluded: null, seatsCanBeAdded: true, enforcement: false, trialDays: null },
};

export function depsOn(db: Db): Omit<SignInDeps, 'plans'> & { readonly plans: typeof plans } {
  return {
    db,
    hasher: quickHasher,
    notifier: { notify: async () => undefined },
    productName: 'Countersign',
    mailboxKey: Buffer.alloc(32, 1),
    totp: { periodSeconds: 30, issuerName: 'Test' },
    keyChallengeKey: Buffer.alloc(32, 2),
    recoveryCodeKey,
    relyingParty: relyingPartyOf(issuer, 'Test'),
    onSideFailure: (error) => {
      throw error;
    },
    plans,
  };
}

/** Pat in their session. */
export async function pat(db: Db, scene: Scene): Promise<SelfServiceContext> {
  const sessionHash = sessionHashOf(scene);
  const person = await db.people.bySessionHash(scene.pat, sessionHash);
  if (person === null) throw new Error('Pat is gone');
  return {
    person,
    sessionHash,
    actor: { kind: 'user', id: scene.pat, sourceAddress },
    sourceAddress,
    language: '',
    now,
  };
}

/** Pat on the way to a session. */
export async function signingIn(db: Db, scene: Scene, uid: keyof Scene['uids']): Promise<SignIn> {
  const person = await db.people.byId(scene.pat, null);
  const progress = { ...scene.progress, userEpoch: person?.user.epoch ?? 0 };
  const visit = {
    client: null,
    steppedUpSession: null,
    sourceAddress,
    browser: unknownBrowser,
    deviceId: null,
    language: '',
    now,
  };
  return { uid: scene.uids[uid], version: 0, progress, person, ...visit };
}

function appCode(): string {
  return totpCode({ secret: seed, period: 30, digits: 6, algorithm: 'SHA1' }, now.getTime());
}

/** For what is refused when all has been done. */
async function refused(code: RefusalCode, work: Promise<unknown>): Promise<void> {
  const outcome = await work.catch((error: unknown) => error);
  if (!(outcome instanceof Refusal) || outcome.code !== code) throw outcome;
}

const newPassword = 'another horse, another battery';

/** What people do about themselves, signed in or by a link. */
const byThemselves: readonly Operation[] = [
  {
    name: 'begin an enrolment',
    run: async (db, scene) => beginEnrollment(depsOn(db), await pat(db, scene), 'phone'),
  },
  {
    name: 'confirm an enrolment',
    run: async (db, scene) => {
      const confirmation = { by: { code: appCode() }, mailboxCode: null, ticket: null };
      return confirmOwnEnrollment(depsOn(db), await pat(db, scene), {
        id: scene.tokens.pending_enrollment,
        ...confirmation,
      });
    },
  },
  {
    name: 'remove an authenticator',
    run: async (db, scene) => removeAuthenticator(depsOn(db), await pat(db, scene), scene.factorId),
  },
  {
    name: 'renew recovery codes',
    run: async (db, scene) => renewRecoveryCodes(depsOn(db), await pat(db, scene)),
  },
  {
    name: 'check a recovery code',
    run: async (db, scene) => checkRecoveryCode(depsOn(db), await pat(db, scene), recoveryCode),
  },
  {
    name: 'change the password',
    run: async (db, scene) =>
      changePassword(depsOn(db), await pat(db, scene), { current: password, next: newPassword }),
  },
  {
    name: 'request a new password',
    run: (db, { email }) => requestReset(db, { email, sourceAddress, language: '' }, now),
  },
  {
    name: 'mail a reset link',
    run: (db, { email }) => mailResetLink({ db, issuer }, { email, sourceAddress, language: '' }, now),
  },
  {
    name: 'reset the password',
    run: async (db, { tokens }) => {
      const pending = await findReset(depsOn(db), tokens.password_reset, now);
      return resetPassword(depsOn(db), pending, { password: newPassword, sourceAddress, language: '', now });
    },
  },
  {
    name: 'request a change of e-mail',
    run: async (db, scene) => {
      const request = {
        password,
        newEmail: `newer@${scene.slug}.example`,
        ticket: scene.tokens.enrollment_ticket,
      };
      return requestEmailChange({ ...depsOn(db), issuer }, await pat(db, scene), request);
    },
  },
  {
    name: 'follow the first link of a change of e-mail',
    run: (db, { tokens }) => followEmailLink(db, tokens.email_change, { sourceAddress, language: '', now }),
  },
  {
    name: 'follow the last link of a change of e-mail',
    ready: ["DELETE FROM one_time_links WHERE user_id = :pat AND kind = 'email_change'"],
    run: (db, { tokens }) =>
      followEmailLink(db, tokens.email_change_consent, { sourceAddress, language: '', now }),
  },
  {
    name: 'end a session',
    run: async (db, scene) => endOwnSession(db, await pat(db, scene), sessionHashOf(scene)),
  },
  {
    name: 'end other sessions',
    run: async (db, scene) => endOtherOwnSessions(db, await pat(db, scene)),
  },
  {
    name: 'unlock',
    run: (db, scene) => unlock(db, { actor: { kind: 'operator' }, now }, scene.pat),
    ready: ['UPDATE users SET second_factor_failures = 50 WHERE id = :pat'],
  },
];

/** Steps of a sign-in. */
const atSignIn: readonly Operation[] = [
  {
    name: 'prove a code of the app',
    run: async (db, scene) =>
      proveSecondFactor(depsOn(db), await signingIn(db, scene, 'plain'), {
        code: appCode(),
        recoveryCodeAllowed: true,
      }),
  },
  {
    name: 'prove a recovery code',
    run: async (db, scene) =>
      proveSecondFactor(depsOn(db), await signingIn(db, scene, 'plain'), {
        code: recoveryCode,
        recoveryCodeAllowed: true,
      }),
  },
  {
    name: 'prove a wrong code for the fifth time',
    ready: ['UPDATE users SET second_factor_failures = 4 WHERE id = :pat'],
    run: async (db, scene) => {
      const signIn = await signingIn(db, scene, 'plain');
      const input = { code: '0000000', recoveryCodeAllowed: true };
      return refused('token_invalid', proveSecondFactor(depsOn(db), signIn, input));
    },
  },
  {
    name: 'prove a password that has to be replaced',
    ready: ['UPDATE users SET password_reset_at = now() WHERE id = :pat'],
    run: async (db, scene) => {
      const signIn = await signingIn(db, scene, 'plain');
      const input = { email: scene.email, password, knownDeviceId: null };
      return refused('password_reset_due', provePassword(depsOn(db), signIn, input));
    },
  },
  {
    name: 'prove a ticket',
    run: async (db, scene) =>
      proveTicket(db, await signingIn(db, scene, 'plain'), scene.tokens.enrollment_ticket),
  },
  {
    name: 'enrol at a sign-in',
    ready: ["UPDATE members SET suspended = 'by_rule' WHERE user_id = :pat"],
    run: async (db, scene) => {
      const signIn = await signingIn(db, scene, 'enrolling');
      const confirmed = {
        secret: seed,
        confirmedStep: 1,
        confirmedAt: now.getTime(),
        recoveryCodes: [recoveryCode],
      };
      const enrolling = { ...signIn, progress: { ...signIn.progress, enrollment: confirmed } };
      return completeEnrollment(depsOn(db), enrolling, recoveryCode.slice(-4));
    },
  },
  {
    name: 'replace a short password',
    run: async (db, scene) => replacePassword(depsOn(db), await signingIn(db, scene, 'plain'), newPassword),
  },
  {
    name: 'open a session',
    run: (db, { pat: userId }) => {
      const proofs = { passwordAt: now.getTime() };
      const times = { openedAt: now, lastSeenAt: now };
      const record = {
        userEpoch: 0,
        proofs,
        sourcePrefix: sourceAddress,
        suppressed: {},
        declinedOffer: false,
        ...times,
      };
      return db.sessions.open({ uid: randomUUID(), userId, record, expiresAt: now }, { deviceId: null });
    },
  },
  {
    name: 'remember a device',
    run: (db, { pat: userId, sessionUid }) => {
      const identity = { userId, userEpoch: 0, id: randomUUID(), replacedId: `${sessionUid}-device` };
      const device = { factor: 'totp', sourcePrefix: sourceAddress, provenAt: now, expiresAt: now } as const;
      return db.rememberedDevices.remember(identity, device, now);
    },
  },
];

export const operationsOfPeople: readonly Operation[] = [...byThemselves, ...atSignIn];
