import { slug, withUnprotected } from './about.ts';
import {
  type About,
  type Body,
  type Call,
  type Cases,
  done,
  type FormCase,
  forbidden,
  fresh,
  freshOfOwn,
  missing,
  shown,
} from './expectation.ts';

const chosen =
  (action: string, kind?: 'required' | 'bare'): Body =>
  async ({ subjects }) => ({ what: action, chosen: await subjects.member(kind) });

const picks: Body = async ({ subjects }) => ({ [await subjects.member()]: 'on' });

/** Nothing is stored before it is told what it comes to (M8). */
const choice: readonly FormCase[] = [{ body: picks, may: done, leavesAll: true }];

/** Pages about all of an organization. */
export const listCases: Cases = {
  '/console/:slug': {
    about: slug,
    read: shown,
    forms: {
      // Nobody twice a day: somebody new each time.
      remind: [
        { about: withUnprotected(slug), body: () => ({ status: 'unprotected' }), may: done, empty: done },
      ],
    },
  },
  '/console/:slug/members': {
    about: slug,
    read: shown,
    forms: {
      select_all: [{ may: done, leavesAll: true }],
      remind: choice,
      require: choice,
      exempt: choice,
      inherit: choice,
      reset_passwords: choice,
    },
  },
  '/console/:slug/members/changes': {
    about: slug,
    read: shown,
    forms: {
      continue: [
        { body: chosen('remind', 'bare'), may: done, empty: missing },
        { body: chosen('require'), may: done, empty: missing },
        { body: chosen('exempt'), may: fresh, empty: missing },
        { body: chosen('inherit', 'required'), may: fresh, empty: missing },
        { body: chosen('reset_passwords'), may: fresh, empty: missing },
      ],
    },
  },
  '/console/:slug/members/export': { about: slug, read: shown, forms: { continue: [{ may: fresh }] } },
  '/console/:slug/jobs/:id': {
    about: async ({ at, subjects, visitor }) => ({ slug: at.slug, id: await subjects.job(visitor) }),
    read: shown,
    forms: {
      stop: [{ may: done }],
      download: [
        {
          about: async ({ at, subjects, visitor }) => ({
            slug: at.slug,
            id: await subjects.job(visitor, 'done'),
          }),
          may: fresh,
        },
      ],
    },
  },
  '/console/:slug/activity': { about: slug, read: shown },
  '/console/:slug/activity/events/:id': {
    async about({ server, at }) {
      const [event] = await server.countersign.db.sql<{ id: string }>(
        `SELECT max(e.id) AS id FROM audit_events e JOIN organizations o ON o.id = organization_id WHERE slug = $1`,
        [at.slug],
      );
      return { slug: at.slug, id: String(event?.id) };
    },
    read: shown,
  },
  '/console/:slug/activity/export': { about: slug, read: shown, forms: { continue: [{ may: fresh }] } },
};

type Kind = NonNullable<Parameters<Call['subjects']['member']>[0]>;

/** In an organization that asks nobody for anything, but for this one. */
const member =
  (kind: Kind = 'member'): About =>
  async ({ server, at, subjects }) => {
    const id = await subjects.member(kind);
    await server.countersign.db.sql(
      `UPDATE members SET override = CASE WHEN user_id = $1 AND $2 = 'required' THEN 'required' ELSE 'inherit' END
       FROM organizations o WHERE o.id = organization_id AND slug = $3 AND (override = 'required' OR user_id = $1)`,
      [id, kind, at.slug],
    );
    return { slug: at.slug, id };
  };

/** Pages about one member. */
export const memberCases: Cases = {
  '/console/:slug/members/:id': {
    about: member(),
    read: shown,
    forms: { remind: [{ about: member('bare'), may: done }] },
  },
  '/console/:slug/members/:id/role': {
    about: member(),
    read: shown,
    forms: {
      continue: [
        { body: () => ({ role: 'admin' }), may: freshOfOwn },
        // To make somebody an owner is an owner's.
        { body: () => ({ role: 'owner' }), may: forbidden, owner: freshOfOwn },
        // What takes rights away is confirmed on the next page.
        { body: () => ({ role: 'member' }), about: member('admin'), may: done, leavesAll: true },
      ],
    },
  },
  '/console/:slug/members/:id/role/confirm': {
    about: member('admin'),
    read: missing,
    forms: {
      continue: [{ body: () => ({ role: 'member' }), may: forbidden, owner: freshOfOwn, empty: missing }],
    },
  },
  '/console/:slug/members/:id/override': {
    about: member(),
    read: shown,
    forms: {
      continue: [
        { body: () => ({ override: 'exempt' }), may: fresh },
        { body: () => ({ override: 'required' }), may: done, leavesAll: true },
        { body: () => ({ override: 'exempt' }), about: member('admin'), may: forbidden, owner: fresh },
      ],
    },
  },
  '/console/:slug/members/:id/enforce': {
    about: member(),
    read: shown,
    forms: {
      continue: [
        { may: done },
        { body: () => ({ override: 'inherit' }), about: member('required'), may: fresh, empty: done },
      ],
    },
  },
  '/console/:slug/members/:id/ticket': {
    about: member(),
    read: shown,
    forms: { continue: [{ may: fresh }, { about: member('unmanaged'), may: ['step-up', 'step-up', '409'] }] },
  },
  '/console/:slug/members/:id/ticket/code': { about: member(), read: shown },
  '/console/:slug/members/:id/reset-device': {
    about: member(),
    read: shown,
    forms: {
      continue: [
        { may: fresh },
        { about: member('admin'), may: forbidden, owner: fresh },
        // L10
        { about: async ({ at, visitor }) => ({ slug: at.slug, id: visitor.id }), may: ['409', '409', '409'] },
      ],
    },
  },
  '/console/:slug/members/:id/not-managed': {
    about: member('unmanaged'),
    read: shown,
    forms: { continue: [{ may: done }] },
  },
  '/console/:slug/members/:id/suspension': {
    about: member(),
    read: shown,
    forms: {
      suspend: [{ may: freshOfOwn }, { about: member('admin'), may: forbidden, owner: freshOfOwn }],
      // Whoever comes in again could do more than before.
      reinstate: [{ about: member('suspended'), may: fresh }],
    },
  },
  '/console/:slug/members/:id/remove': {
    about: member(),
    read: shown,
    // D22, ruling 26
    forms: { continue: [{ may: freshOfOwn }, { about: member('admin'), may: forbidden, owner: freshOfOwn }] },
  },
};
