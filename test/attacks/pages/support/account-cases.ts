import { randomUUID } from 'node:crypto';
import { codeOf, mailedCode, password } from '../../../harness/world.ts';
import { type About, type Call, type Cases, done, type Row, shown } from './expectation.ts';

/** Factors of one's own are there for who has one. */
const ofFactor: Row = ['404', 'shown', 'shown'];

const factor: About = async ({ subjects, visitor }) => ({ id: await subjects.factor(visitor) });

/** A set-up that the visitor has begun; who may not begin one finds none. */
const setUp: About = async ({ server, visitor }) => {
  const begun = await visitor.browser.post(`${server.issuer}/account/security`, { action: 'add_app' });
  const [, id] = /\/account\/security\/set-up\/([\w-]+)$/.exec(begun.location ?? '') ?? [];
  return { id: id ?? randomUUID() };
};

async function confirmation({ server, visitor, address }: Call) {
  const { page } = await visitor.browser.request(address);
  const secret = page.querySelector('#totp-secret')?.text.trim();
  if (secret === undefined) return { code: '123456' };
  const needsMailed = page.querySelector('[name=mailbox_code]') !== null;
  const mailed = needsMailed ? { mailbox_code: mailedCode(server, visitor.person.email) } : {};
  return { code: codeOf(secret), ...mailed };
}

/** New codes, where the visitor may have some; the page that shows them asks for the end of the first. */
const newCodes: About = async ({ server, visitor }) => {
  await visitor.browser.post(`${server.issuer}/account/security/recovery-codes/new`, {});
  return {};
};

/** A new address that waits for its links. */
const pendingChange: About = async ({ subjects, visitor }) => ({ link: await subjects.emailChange(visitor) });

/** Pages of one's own account: the same for everybody who is signed in (pages.md 2.2). */
export const accountCases: Cases = {
  '/account': { read: shown },
  // Before the password is another one: the visitor signs in once more.
  '/account/sessions': {
    read: shown,
    forms: {
      continue: [
        {
          body: async ({ subjects, visitor }) => ({ session: await subjects.session(visitor) }),
          may: done,
          empty: ['404', '404', '404'],
        },
      ],
    },
  },
  '/account/profile/email': {
    // A password is typed there, so the second step comes before.
    read: ['shown', 'step-up', 'shown'],
    forms: {
      continue: [
        {
          body: () => ({ new_email: `${randomUUID()}@elsewhere.example`, password }),
          may: ['done', 'step-up', 'done'],
          // Without them nothing is asked for.
          empty: ['422', '422', '422'],
        },
      ],
    },
  },
  '/account/profile': {
    read: shown,
    forms: {
      continue: [{ body: () => ({ name: `Somebody ${randomUUID()}` }), may: done, empty: done }],
      resend: [{ about: pendingChange, may: done }],
      cancel: [{ about: pendingChange, may: done }],
    },
  },
  '/account/security': {
    read: shown,
    forms: {
      // The present password is its proof.
      continue: [
        {
          body: () => ({ current_password: password, new_password: `${password} of ${randomUUID()}` }),
          may: done,
        },
      ],
      // a new factor takes the one that stands.
      add_app: [{ may: ['done', 'step-up', 'done'] }],
      add_key: [{ may: ['done', 'step-up', 'done'] }],
      forget: [
        {
          body: async ({ subjects, visitor }) => ({ device: await subjects.device(visitor) }),
          may: done,
          empty: ['404', '404', '404'],
        },
      ],
      forget_all: [
        { about: async ({ subjects, visitor }) => ({ device: await subjects.device(visitor) }), may: done },
      ],
    },
  },
  '/account/security/recovery-codes/new': {
    read: shown,
    forms: { continue: [{ may: ['step-up', 'step-up', 'done'] }] },
  },
  '/account/security/recovery-codes/check': {
    read: shown,
    forms: {
      continue: [
        {
          body: async ({ subjects, visitor }) => ({ code: await subjects.recoveryCode(visitor) }),
          may: done,
        },
      ],
    },
  },
  '/account/security/recovery-codes': {
    about: newCodes,
    read: ['404', '404', 'shown'],
    forms: {
      continue: [
        {
          async body({ visitor, address }) {
            const { page } = await visitor.browser.request(address);
            return { kept: page.querySelector('#recovery-codes li')?.text.trim().slice(-4) ?? 'none' };
          },
          may: ['404', '404', 'done'],
          empty: ['404', '404', '422'],
          leavesAll: true,
        },
      ],
    },
  },
  '/account/security/factors/:id/rename': {
    about: factor,
    read: ofFactor,
    // Called otherwise it proves as much.
    forms: {
      continue: [
        {
          body: () => ({ nickname: `Phone ${randomUUID()}` }),
          may: ['404', 'done', 'done'],
          empty: ['404', '422', '422'],
        },
      ],
    },
  },
  '/account/security/factors/:id/replace': {
    about: factor,
    read: ofFactor,
    forms: { continue: [{ may: ['404', 'step-up', 'done'] }] },
  },
  '/account/security/factors/:id/remove': {
    about: factor,
    read: ofFactor,
    // D40
    forms: { continue: [{ may: ['404', 'step-up', 'done'] }] },
  },
  '/account/sessions/others': {
    read: shown,
    forms: { continue: [{ may: done }] },
  },
  '/account/applications': { read: shown },
  '/account/applications/:client/withdraw': {
    about: async ({ subjects, visitor }) => ({ client: await subjects.consent(visitor) }),
    read: shown,
    forms: { continue: [{ may: done }] },
  },
  '/account/organizations': {
    read: shown,
    forms: {
      continue: [
        {
          body: async ({ subjects, visitor }) => ({ invitation: await subjects.ownInvitation(visitor) }),
          may: done,
          empty: ['404', '404', '404'],
        },
      ],
    },
  },
  '/account/organizations/:slug/leave': {
    about: async ({ at }) => ({ slug: at.otherSlug }),
    read: shown,
    forms: { continue: [{ may: done }] },
  },
  '/account/activity': { read: shown },
  '/account/activity/report': { read: shown, forms: { continue: [{ may: done }] } },
  // Last, since it makes of who had no factor one who has.
  '/account/security/set-up/:id': {
    about: setUp,
    read: ['shown', '410', 'shown'],
    forms: {
      continue: [{ body: confirmation, may: ['done', '410', 'done'], empty: ['422', '410', '422'] }],
    },
  },
};
