import { randomUUID } from 'node:crypto';
import { slug } from './about.ts';
import { type Body, type Cases, done, fresh, freshOfOwn, missing, shown } from './expectation.ts';

const oneAddress: Body = ({ at }) => ({
  addresses: `${randomUUID()}@${at.slug}.example`,
  role: 'member',
  language: 'en',
});

const invitationPicked: Body = async ({ subjects }) => ({
  [`pick-${await subjects.invitation()}`]: 'on',
});

const oneMore: Body = async ({ server, at }) => {
  const found = await server.countersign.db.organizations.findBySlug(at.slug);
  return { seats: String((found?.seats ?? 0) + 1) };
};

/** Invitations and seats. */
export const invitationCases: Cases = {
  '/console/:slug/invitations': {
    about: slug,
    read: shown,
    forms: {
      continue: [{ body: oneAddress, may: done }],
      seats: [{ body: () => ({ seats: '5001' }), may: done, leavesAll: true }],
      resend: [{ body: invitationPicked, may: done }],
      revoke: [{ body: invitationPicked, may: done, leavesAll: true }],
    },
  },
  '/console/:slug/invitations/check': {
    about: slug,
    read: missing,
    forms: {
      continue: [{ body: oneAddress, may: done }],
      check: [{ body: oneAddress, may: done, leavesAll: true }],
      leave_out: [{ body: oneAddress, may: done, leavesAll: true }],
    },
  },
  '/console/:slug/invitations/revoke': {
    about: slug,
    read: missing,
    forms: { continue: [{ body: invitationPicked, may: done, empty: missing }] },
  },
  '/console/:slug/invitations/seats': {
    about: slug,
    read: missing,
    forms: {
      continue: [
        { body: oneMore, may: done, empty: missing },
        {
          // Taking somebody's seat is removing them.
          async body({ server, at, subjects }) {
            const picked = await subjects.member();
            const found = await server.countersign.db.organizations.findBySlug(at.slug);
            return { seats: String((found?.seats ?? 0) - 1), [`pick-m-${picked}`]: 'on' };
          },
          may: freshOfOwn,
          empty: missing,
        },
      ],
    },
  },
  '/console/:slug/invitations/export': { about: slug, read: shown, forms: { continue: [{ may: fresh }] } },
  '/console/:slug/invitations/:id/ticket': {
    about: async ({ at, subjects }) => ({ slug: at.slug, id: await subjects.invitation() }),
    read: shown,
    forms: { continue: [{ may: fresh }] },
  },
};
