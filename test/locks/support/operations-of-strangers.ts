import { confirmAddress } from '../../../src/organizations/profile/notification-address.ts';
import { reportByLink } from '../../../src/self-service/activity/report-by-link.ts';
import { finishSignIn } from '../../../src/sign-in/finish-sign-in.ts';
import { addressWaits, issuer, type Operation, signingIn, sourceAddress } from './operations.ts';
import { now } from './scene.ts';

const nobodyKnown = { actor: { kind: 'anonymous', sourceAddress }, now } as const;

/** What has to do with somebody else in an account. */
export const operationsOfStrangers: readonly Operation[] = [
  {
    name: 'say by a link that it was not me',
    run: (db, { tokens }) => reportByLink({ db, issuer }, tokens.not_me, nobodyKnown),
  },
  {
    name: 'agree to be told what happens in an organization',
    ready: [addressWaits],
    run: (db, { tokens }) => confirmAddress({ db }, tokens.notification_address, nobodyKnown),
  },
  {
    name: 'finish a sign-in from somewhere new',
    ready: ["UPDATE users SET language = 'en' WHERE id = :pat"],
    run: async (db, scene) => {
      const signIn = { ...(await signingIn(db, scene, 'plain')), sourceAddress: '198.51.100.7' };
      const event = {
        type: 'account.signed_in',
        actor: { kind: 'user', id: scene.pat, sourceAddress },
      } as const;
      const detail = { client: null, stepUp: false };
      const end = { interaction: {}, event: { ...event, userId: scene.pat, detail }, now };
      return finishSignIn(db, signIn, { ...end, isKnownDevice: false });
    },
  },
];
