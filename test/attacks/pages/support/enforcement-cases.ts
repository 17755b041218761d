import { seed } from '../../../harness/world.ts';
import { slug, withUnprotected, withVersion } from './about.ts';
import { type About, type Call, type Cases, done, fresh, type Row, shown } from './expectation.ts';

/** A rule for everybody, from a day that nobody of these will see. */
const draft = {
  preset: 'by-midnight',
  details_of: 'by-midnight',
  required: 'everyone',
  activation: 'deadline',
  date: '2099-01-01',
  time: '00:00',
  sessions: 'end_at_deadline',
  self_disable: 'forbid',
  joining: 'at_next_sign_in',
  challenge: 'every_sign_in',
  factor_totp: 'on',
  factor_webauthn: 'on',
  minimum_acr: '2',
  enrollment_proof: 'mailbox',
  grace_days: '0',
};

/** The organization as it is before each form of its rule. */
const enforcing =
  (wanted: { readonly required: string; readonly activation: unknown }): About =>
  async ({ server, at }) => {
    const [{ required } = { required: null }] = await server.countersign.db.sql<{ required: string | null }>(
      "SELECT enforcement ->> 'required' AS required FROM organizations WHERE slug = $1",
      [at.slug],
    );
    if (required !== wanted.required) {
      const enforcement = { ...wanted, sessions: 'keep' };
      await seed(server, { organizations: [{ slug: at.slug, enforcement }] });
    }
    return { slug: at.slug };
  };
const nothingEnforced = enforcing({ required: 'nobody', activation: 'next_sign_in' });
const announced = enforcing({
  required: 'everyone',
  activation: { deadline: '2098-01-01T00:00:00Z' },
});

/** The draft with what the preview of it has shown. */
async function previewed({ visitor, address }: Call) {
  if (visitor.role !== 'admin' && visitor.role !== 'owner') return draft;
  const change = address.replace('/preview', '/change');
  const sent = await visitor.browser.post(change, { action: 'continue', ...draft });
  const { page } = await visitor.browser.follow(sent);
  const hidden = page.querySelectorAll('input[type=hidden]');
  return Object.fromEntries(
    hidden.map((each) => [each.getAttribute('name') ?? '', each.getAttribute('value') ?? '']),
  );
}

/** Where without fields there is nothing to do, it leads to the page before. */
const leads = (may: Row): Row => may.map((each) => (each === 'step-up' ? 'done' : each)) as unknown as Row;

/** The rule of an organization: as it stands, as a form, before it is saved, and taken back. */
export const enforcementCases: Cases = {
  '/console/:slug/enforcement': { about: slug, read: shown },
  '/console/:slug/enforcement/change': {
    about: nothingEnforced,
    read: shown,
    forms: {
      continue: [{ body: () => draft, may: done, leavesAll: true }],
      choose: [{ body: () => ({ preset: 'by-midnight' }), may: done, empty: done, leavesAll: true }],
    },
  },
  '/console/:slug/enforcement/preview': {
    about: nothingEnforced,
    read: shown,
    forms: {
      // Turning it on needs no factor (ruling 14); taking it back does.
      continue: [{ body: previewed, may: done, empty: done }],
      edit: [{ body: previewed, may: done, empty: done, leavesAll: true }],
      remind: [{ about: withUnprotected(nothingEnforced), body: previewed, may: done, empty: done }],
      test_mail: [{ body: previewed, may: done, empty: done, leavesAll: true }],
      download: [{ body: previewed, may: fresh, empty: leads(fresh) }],
    },
  },
  '/console/:slug/enforcement/revoke': {
    about: announced,
    read: shown,
    forms: { continue: [{ body: withVersion, may: fresh, empty: ['412', '412', '412'] }] },
  },
};
