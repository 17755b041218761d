import type { ApiClient, ApiReply } from '../../harness/api.ts';
import { patchMember } from '../../harness/members.ts';
import { everyoneNow, type World } from '../../harness/world.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One thing that is done, in both ways. */
export interface Step {
  readonly file: (world: World) => unknown;
  readonly byApi: (api: ApiClient, world: World) => Promise<ApiReply>;
}

export interface Start {
  /** Null: none is saved. */
  readonly enforcement?: Fields | null;
  readonly plan?: string;
  /** Done by the API before anybody signs in. */
  readonly ready?: readonly Step['byApi'][];
}

export interface Change {
  readonly title: string;
  readonly start: Start;
  readonly steps: readonly Step[];
}

const organization = (fields: (world: World) => Fields) => (world: World) => ({
  organizations: [{ slug: world.slug, ...fields(world) }],
});

/** Fields that the file and `PATCH` have under one name. */
const profile = (fields: Fields): Step => ({
  file: organization(() => fields),
  byApi: (api, { slug }) => api.patch(`/organizations/${slug}`, fields),
});

const put = (path: string, fields: Fields, body: Fields): Step => ({
  file: organization(() => fields),
  byApi: (api, { slug }) => api.put(`/organizations/${slug}/${path}`, body),
});
const plan = (name: string) => put('plan', { plan: name }, { plan: name });
const seats = (number: number) => put('seats', { seats: number }, { seats: number });
const enforcement = (document: Fields) => put('enforcement', { enforcement: document }, document);

const member = (name: 'olivia' | 'tomas' | 'mina', change: Fields): Step => ({
  file: organization((world) => ({ members: [{ email: world[name].email, ...change }] })),
  byApi: (api, world) => patchMember(api, world, world[name], change),
});

const invitation = (role: string): Step => ({
  file: organization(({ slug }) => ({ invitations: [{ email: `nora@${slug}.example`, role }] })),
  byApi: (api, { slug }) =>
    api.post(`/organizations/${slug}/invitations`, { email: `nora@${slug}.example`, role }),
});

const domain: Step = {
  file: organization(({ slug }) => ({ domains: [`new.${slug}.example`] })),
  byApi: (api, { slug }) =>
    api.patch(`/organizations/${slug}`, { domains: [`${slug}.example`, `new.${slug}.example`] }),
};

const addressToTell: Step = {
  file: organization(({ slug }) => ({ notification_email: `it@${slug}.example` })),
  byApi: (api, { slug }) => api.patch(`/organizations/${slug}`, { notification_email: `it@${slug}.example` }),
};

const environment = (mfa: string): Step => ({
  file: ({ slug }) => ({ environments: [{ name: slug, mfa }] }),
  byApi: (api, { slug }) => api.put(`/environments/${slug}`, { mfa }),
});

/** Fields that the file and `PATCH /users/{user}` have under one name. */
const user = (name: 'mina' | 'tomas', fields: Fields): Step => ({
  file: (world) => ({ users: [{ email: world[name].email, ...fields }] }),
  byApi: (api, world) => api.patch(`/users/${encodeURIComponent(world[name].email)}`, fields),
});

const creation: Step = {
  file: ({ slug }) => ({ organizations: [{ ...creationOf(slug) }] }),
  byApi: (api, { slug }) => api.post('/organizations', creationOf(slug)),
};

function creationOf(slug: string): Fields {
  const domains = [`other.${slug}.example`];
  return { slug: `${slug}-new`, name: 'New', plan: 'team', seats: 9, time_zone: 'Europe/Brussels', domains };
}

const on = { enforcement: everyoneNow };
const announced = { enforcement: { preset: 'by-midnight' } };

const table: readonly (readonly [title: string, start: Start, ...steps: Step[]])[] = [
  ['a name', {}, profile({ name: 'Another' })],
  ['a time zone', on, profile({ time_zone: 'Europe/Brussels' })],
  ['an address to tell', {}, addressToTell],
  ['no address to tell any more', { ready: [addressToTell.byApi] }, profile({ notification_email: null })],
  ['one more domain', {}, domain],
  ['a new organization', {}, creation],
  ['a plan with seats without end', { ...on, plan: 'team' }, plan('enterprise')],
  ['a plan with fewer seats', on, plan('team')],
  ['T14: a plan that ends enforcement', on, plan('free')],
  [
    'a plan that ends what was required of one member',
    { ready: [member('mina', { override: 'required' }).byApi] },
    plan('free'),
  ],
  ['more seats', { plan: 'team' }, seats(9)],
  ['fewer seats', { plan: 'team' }, seats(3)],
  ['enforcement that begins at once', {}, enforcement(everyoneNow)],
  ['enforcement that ends sessions', {}, enforcement({ ...everyoneNow, sessions: 'end_now' })],
  ['enforcement that is announced', {}, enforcement({ preset: 'by-midnight' })],
  ['ruling 13: enforcement by ticket', {}, enforcement({ ...everyoneNow, enrollment_proof: 'ticket' })],
  ['enforcement that is tightened', on, enforcement({ sessions: 'end_now' })],
  ['enforcement that is loosened', on, enforcement({ grace_days: 9 })],
  ['enforcement that begins sooner', announced, enforcement(everyoneNow)],
  ['enforcement that is taken back', on, enforcement({ required: 'nobody' })],
  ['enforcement that is taken back before it begins', announced, enforcement({ required: 'nobody' })],
  ['a member made administrator', {}, member('tomas', { role: 'admin' })],
  ['a member made owner', on, member('mina', { role: 'owner' })],
  [
    'an owner made member',
    { ready: [member('tomas', { role: 'owner' }).byApi] },
    member('olivia', { role: 'member' }),
  ],
  ['role and override at once', on, member('tomas', { role: 'admin', override: 'exempt' })],
  ['an invitation', {}, invitation('member')],
  ['an invitation of an owner', on, invitation('owner')],
  ['what a person is called', {}, user('mina', { name: 'Minna', email_verified: false })],
  ['a person deactivated', on, user('tomas', { deactivated: true })],
  [
    'a person reactivated',
    { ready: [user('tomas', { deactivated: true }).byApi] },
    user('tomas', { deactivated: false }),
  ],
  ['a new environment', {}, environment('off')],
  ['an environment switched on', { ready: [environment('off').byApi] }, environment('on')],
  ['an environment with a pilot', { ready: [environment('off').byApi] }, environment('pilot')],
  ['an environment switched off', { ready: [environment('on').byApi] }, environment('off')],
];

export const changes: readonly Change[] = table.map(([title, start, ...steps]) => ({ title, start, steps }));

const values = ['inherit', 'required', 'exempt'] as const;

/** From each override to each other and on to the third, of a member with and one without a factor. */
const orders = values.flatMap((first) =>
  values.flatMap((second) =>
    values
      .filter((third) => new Set([first, second, third]).size === 3)
      .map((third) => [first, second, third]),
  ),
);

export const overrides: readonly Change[] = Object.entries({ enforced: on, 'not enforced': {} }).flatMap(
  ([state, start]) =>
    (['mina', 'tomas'] as const).flatMap((name) =>
      orders.map(([first, second, third]) => ({
        title: `the override of ${name}, ${first}, then ${second}, then ${third}, where MFA is ${state}`,
        // The session is from a time when nothing was asked.
        start: {
          ...start,
          ready: [member(name, { override: first === 'exempt' ? 'inherit' : 'exempt' }).byApi],
        },
        steps: [first, second, third].map((override) => member(name, { override })),
      })),
    ),
);

/** What neither way may do. */
export const refusals: readonly {
  readonly title: string;
  readonly start: Start;
  readonly step: Step;
  readonly code: string;
}[] = [
  {
    title: 'seats below use',
    start: { plan: 'team' },
    step: seats(2),
    code: 'seats_below_use',
  },
  { title: 'more seats than the plan has', start: { plan: 'free' }, step: seats(4), code: 'no_free_seat' },
  { title: 'no seat', start: { plan: 'free' }, step: invitation('member'), code: 'no_free_seat' },
  { title: 'no owner left', start: {}, step: member('olivia', { role: 'admin' }), code: 'last_owner' },
  {
    title: 'a plan without enforcement',
    start: { plan: 'free' },
    step: enforcement(everyoneNow),
    code: 'plan_without_enforcement',
  },
  ...(['required', 'exempt'] as const).map((override) => ({
    title: `${override} on a plan without enforcement`,
    start: { plan: 'free' },
    step: member('mina', { override }),
    code: 'plan_without_enforcement',
  })),
  {
    title: 'members who are not protected',
    start: {},
    step: enforcement({ preset: 'everyone-ready' }),
    code: 'members_not_protected',
  },
  {
    title: 'ruling 13: tickets that no owner could issue',
    start: {},
    step: enforcement({ ...everyoneNow, enrollment_proof: 'ticket', factors: ['webauthn'] }),
    code: 'members_not_protected',
  },
  {
    title: 'fields that contradict each other',
    start: {},
    step: enforcement({ activation: 'immediately', sessions: 'end_at_deadline' }),
    code: 'invalid_policy',
  },
];
