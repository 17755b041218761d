import { randomUUID } from 'node:crypto';
import { slug, withVersion } from './about.ts';
import { type About, type Cases, done, fresh, missing, shown } from './expectation.ts';

/** Where nobody comes in by the domain of their address. */
const closedToDomains: About = async ({ server, at }) => {
  const { sql } = server.countersign.db;
  await sql('UPDATE organizations SET join_by_domain = false WHERE slug = $1', [at.slug]);
  return { slug: at.slug };
};

/** Told of things at an address that has not agreed yet, another one each time. */
const withWaitingAddress: About = async ({ server, at }) => {
  const { sql } = server.countersign.db;
  await sql(
    'UPDATE organizations SET notification_email = $2, notification_confirmed_at = NULL WHERE slug = $1',
    [at.slug, `it-${randomUUID().slice(0, 8)}@${at.slug}.example`],
  );
  return { slug: at.slug };
};

/** What an organization says about itself. */
export const settingsCases: Cases = {
  '/console/:slug/settings': {
    about: slug,
    read: shown,
    forms: {
      continue: [
        {
          body: async (call) => ({
            ...(await withVersion(call)),
            name: `House ${randomUUID().slice(0, 8)}`,
            zone: 'UTC',
          }),
          may: done,
        },
        {
          // Whoever has an address of a domain could come in.
          body: async (call) => ({
            ...(await withVersion(call)),
            name: 'House of keys',
            zone: 'UTC',
            join_by_domain: 'on',
          }),
          about: closedToDomains,
          may: fresh,
        },
      ],
      // Of an address that waits: the mail goes out once more.
      ask_address: [{ about: withWaitingAddress, may: done }],
    },
  },
  '/console/:slug/settings/domain': {
    about: slug,
    read: shown,
    forms: {
      name: [{ body: () => ({ domain: `${randomUUID()}.example` }), may: done, leavesAll: true }],
      continue: [
        {
          body: () => ({ domain: `${randomUUID()}.example` }),
          about: closedToDomains,
          may: done,
        },
      ],
    },
  },
  '/console/:slug/settings/domains/:domain/remove': {
    about: async ({ at, subjects }) => ({ slug: at.slug, domain: await subjects.domain() }),
    read: shown,
    // Whom it manages could no longer be reset (ruling 17).
    forms: { continue: [{ may: fresh }] },
  },
  '/console/:slug/settings/plan': { about: slug, read: shown },
  '/console/:slug/brand': {
    about: slug,
    read: missing,
    owner: shown,
    forms: {
      continue: [
        {
          body: () => ({ colour: randomColour() }),
          may: missing,
          owner: done,
          empty: missing,
          ownerEmpty: done,
        },
      ],
      preview: [{ may: missing, owner: done, leavesAll: true }],
    },
  },
};

function randomColour(): string {
  return `#0b5f${randomUUID().slice(0, 2)}`;
}
