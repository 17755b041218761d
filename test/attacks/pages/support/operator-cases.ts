import { randomUUID } from 'node:crypto';
import type { About, Body, Call, Cases, Row } from './expectation.ts';

/** At level 2 always: whoever has no factor sets one up first (ruling 34). */
const read: Row = ['sign-in', 'shown', 'shown'];
const change: Row = ['sign-in', 'step-up', 'done'];
const refused: Row = ['sign-in', 'step-up', '422'];
const unknown: Row = ['sign-in', 'step-up', '404'];

const organization: About = async ({ at }) => ({ slug: at.slug });
const user: About = async ({ subjects }) => ({ user: await subjects.member() });

async function withVersion({ server, at }: Call) {
  const found = await server.countersign.db.organizations.findBySlug(at.slug);
  return { version: String(found?.version) };
}

const oneSeatMore: Body = async (call) => {
  const found = await call.server.countersign.db.organizations.findBySlug(call.at.slug);
  return { ...(await withVersion(call)), seats: String((found?.seats ?? 0) + 1) };
};

/** Pages of the operator: to others they are not there; fresh for every change (ruling 34). */
export const operatorCases: Cases = {
  '/operator': {
    read,
    forms: {
      continue: [
        {
          body: async ({ subjects }) => ({ unlock: await subjects.member('locked') }),
          may: change,
          empty: refused,
        },
      ],
    },
  },
  '/operator/organizations': { read },
  '/operator/new-organization': {
    read,
    forms: {
      continue: [
        {
          body: () => ({
            slug: `new-${randomUUID().slice(0, 8)}`,
            organization_name: 'House of stairs',
            plan: 'team',
            time_zone: 'UTC',
            owner: `${randomUUID()}@elsewhere.example`,
          }),
          may: change,
          empty: refused,
        },
      ],
    },
  },
  '/operator/organizations/:slug': {
    about: organization,
    read,
    forms: {
      seats: [{ body: oneSeatMore, may: change, empty: refused }],
      domain: [
        {
          body: async (call) => ({ ...(await withVersion(call)), domain: `${randomUUID()}.example` }),
          may: change,
          empty: refused,
        },
      ],
    },
  },
  '/operator/organizations/:slug/plan': {
    about: organization,
    read,
    forms: {
      preview: [
        {
          body: async (call) => ({ ...(await withVersion(call)), plan: 'enterprise' }),
          may: change,
          empty: refused,
          leavesAll: true,
        },
      ],
      continue: [
        {
          body: async (call) => ({ ...(await withVersion(call)), plan: 'enterprise' }),
          may: change,
          empty: refused,
        },
      ],
    },
  },
  '/operator/users': { read },
  '/operator/users/:user': {
    about: user,
    read,
    forms: {
      unlock: [{ about: async ({ subjects }) => ({ user: await subjects.member('locked') }), may: change }],
      reinstate: [
        {
          about: async ({ subjects }) => ({ user: await subjects.member('suspended') }),
          body: ({ at }) => ({ organization: at.slug }),
          may: change,
          empty: unknown,
        },
      ],
    },
  },
  '/operator/users/:user/reset': { about: user, read, forms: { continue: [{ may: change }] } },
  '/operator/users/:user/ticket': {
    about: user,
    read,
    forms: { continue: [{ may: change }], done: [{ may: change, leavesAll: true }] },
  },
  '/operator/environments': { read },
  '/operator/environments/:name': {
    about: async ({ subjects }) => ({ name: await subjects.environment() }),
    read,
    forms: {
      preview: [{ body: () => ({ mfa: 'off' }), may: change, empty: refused, leavesAll: true }],
      continue: [{ body: () => ({ mfa: 'off' }), may: change, empty: refused }],
    },
  },
  '/operator/clients/:client': {
    about: async ({ subjects }) => ({ client: await subjects.client() }),
    read,
    forms: { rotate: [{ may: change }], done: [{ may: change, leavesAll: true }] },
  },
  '/operator/brand': {
    read,
    forms: {
      continue: [
        { body: () => ({ display_name: `Keys ${randomUUID().slice(0, 8)}` }), may: change, empty: change },
      ],
      preview: [{ may: change, leavesAll: true }],
    },
  },
  '/operator/activity': { read },
};
