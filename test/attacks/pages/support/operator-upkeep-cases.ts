import { randomUUID } from 'node:crypto';
import { lostMail } from '../../../harness/dead-letters.ts';
import type { About, Body, Cases, Row } from './expectation.ts';

const read: Row = ['sign-in', 'shown', 'shown'];
const change: Row = ['sign-in', 'step-up', 'done'];
const refused: Row = ['sign-in', 'step-up', '422'];

const stale: Row = ['sign-in', 'step-up', '412'];

/** The key that the page showed. */
const newest: Body = async ({ server }) => {
  const keys = await server.countersign.db.signingKeys.all();
  const byAge = keys.toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
  return { newest: byAge.at(-1)?.kid ?? '' };
};

/** To be ended, it is open. */
const opened: About = async ({ server, at, visitor }) => {
  await server.countersign.db.sql(
    `INSERT INTO support_openings (user_id, organization_id, opened_at, expires_at)
     SELECT $1, id, now(), now() + interval '1 hour' FROM organizations WHERE slug = $2
     ON CONFLICT (user_id, organization_id) DO NOTHING`,
    [visitor.id, at.slug],
  );
  return { slug: at.slug };
};

const letter: About = async ({ server }) => ({
  letter: await lostMail(server.countersign.db, `${randomUUID()}@elsewhere.example`),
});

/** What keeps an installation going, and what an operator does for one organization or person at a time. */
export const operatorUpkeepCases: Cases = {
  '/operator/organizations/:slug/domains/:domain/remove': {
    about: async ({ at, subjects }) => ({ slug: at.slug, domain: await subjects.domain() }),
    read,
    forms: { continue: [{ may: change }] },
  },
  '/operator/organizations/:slug/support': {
    about: async ({ at }) => ({ slug: at.slug }),
    read,
    forms: {
      continue: [{ body: () => ({ reason: 'The owner cannot sign in' }), may: change, empty: refused }],
      // It gives up what one may, so it asks for nothing.
      end: [{ about: opened, may: ['sign-in', 'done', 'done'] }],
    },
  },
  '/operator/users/:user/sessions': {
    about: async ({ subjects }) => ({ user: await subjects.member() }),
    read,
    forms: { continue: [{ may: change }] },
  },
  '/operator/jobs': {
    read,
    forms: {
      retry: [
        {
          body: async ({ server }) => ({
            letter: await lostMail(server.countersign.db, `${randomUUID()}@elsewhere.example`),
          }),
          may: change,
          empty: change,
        },
      ],
      'retry-all': [{ may: change }],
      'test-mail': [{ may: change, leavesAll: true }],
    },
  },
  '/operator/jobs/:letter': {
    about: letter,
    read,
    forms: { retry: [{ may: change }], continue: [{ may: change }] },
  },
  '/operator/keys': { read, forms: { reseal: [{ may: change }] } },
  '/operator/keys/rotate': {
    read,
    forms: {
      continue: [{ body: newest, may: change, empty: stale }],
      immediately: [{ body: newest, may: change, empty: stale }],
    },
  },
};
