import { expect } from 'chai';
import { unstorableIn } from '../../src/documents/storable-text.ts';
import { endpoints } from '../../src/web/api/endpoints/all.ts';
import { type ApiClient, apiOf, operatorOf } from '../harness/api.ts';
import { idOf } from '../harness/members.ts';
import { createWorld, password, type World } from '../harness/world.ts';

/** Neither of them can be stored: the first character of all, and half of a character. */
const bad = ['a\0b', 'a\ud800b'];

/** Texts that people choose, where a body takes one; what is not here has none, or gets an empty body. */
function bodiesWith(text: string): Readonly<Record<string, readonly unknown[]>> {
  const email = `${text}@b.example`;
  return {
    createOrganization: [
      { slug: text },
      { slug: 'n', name: text },
      { slug: 'n', plan: text },
      { slug: 'n', domains: [text] },
    ],
    changeOrganization: [
      { name: text },
      { notification_email: email },
      { time_zone: text },
      { domains: [text] },
    ],
    setEnforcement: [{ preset: text }, { preset: 'all-at-once', version: text, state: [[text]] }],
    previewEnforcement: [{ preset: 'all-at-once', version: text }],
    changeMember: [{ override: 'exempt', reason: text }],
    invite: [{ email }, { email: 'new@b.example', role: text }],
    setPlan: [{ plan: text }],
    orderPasswordResets: [{ users: [email] }],
    setEnvironment: [{ mfa: 'pilot', pilot: { users: [email] } }],
    beginEnrollment: [{ kind: 'totp', nickname: text }],
    renameMyAuthenticator: [{ nickname: text }],
    reportMyActivity: [{ event: text }],
    confirmEnrollment: [{ code: text }, { code: '1', mailbox_code: text, ticket: text }],
    checkRecoveryCode: [{ code: text }],
    changeMyPassword: [{ current_password: text, new_password: text }],
    changeMyEmail: [
      { password, new_email: email },
      { password, new_email: 'new@b.example', ticket: text },
    ],
  };
}

const queries: Readonly<Record<string, readonly string[]>> = {
  listMembers: ['q', 'status', 'cursor'],
  listActivity: ['type', 'actor', 'from', 'cursor'],
  exportActivity: ['type'],
  listInvitations: ['cursor'],
  listOrganizations: ['cursor'],
  listMySessions: ['cursor'],
  listMyActivity: ['cursor'],
  previewPlan: ['plan'],
};

describe('text that no database takes', () => {
  let world: World;
  let callers: readonly ApiClient[];
  let member: string;

  before(async () => {
    world = await createWorld();
    callers = [await apiOf(world, world.olivia), await operatorOf(world)];
    member = await idOf(world, world.mina);
  });

  const filled = (path: string, over: Readonly<Record<string, string>> = {}) =>
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => over[name] ?? own[name]?.() ?? 'x');

  const own: Readonly<Record<string, () => string>> = {
    slug: () => world.slug,
    user: () => member,
    name: () => 'production',
  };

  it('in a path is nobody’s name, at every operation', async () => {
    for (const { method, path } of endpoints) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : {};
      for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g))
        for (const value of [`${own[name]?.() ?? ''}%00`, `${'a'.repeat(99)}${encodeURIComponent('😀')}`])
          for (const api of callers) {
            const { status } = await api.send(method, filled(path, { [name]: value }), body);
            expect(status, `${method} ${path} ${value}`).to.be.within(400, 499);
          }
    }
  });

  it('in a query or a body is refused, at every operation', async () => {
    for (const { method, path, operationId } of endpoints)
      for (const api of callers) {
        for (const name of queries[operationId] ?? [])
          expect((await api.get(`${filled(path)}?${name}=a%00b`)).status, `${path} ${name}`).to.be.within(
            400,
            499,
          );
        for (const body of bad.flatMap((text) => bodiesWith(text)[operationId] ?? []))
          expect(
            (await api.send(method, filled(path), body)).status,
            `${path} ${JSON.stringify(body)}`,
          ).to.be.within(400, 499);
      }
  });

  it('is told by its path', async () => {
    const [owner] = callers as [ApiClient];
    const answer = await owner.patch(`/organizations/${world.slug}/members/${member}`, {
      override: 'exempt',
      reason: 'lost\0',
    });
    expect([answer.status, answer.body.errors]).to.deep.equal([
      422,
      [{ path: '/reason', problem: 'is not text' }],
    ]);
  });

  it('is found however deep it is, and whole characters are none of it', () => {
    expect(unstorableIn({ a: [{ b: 'x' }, { b: 'x\0' }] })).to.equal('/a/1/b');
    expect(unstorableIn('\udc00')).to.equal('/');
    expect(unstorableIn({ a: ['😀', 'é', '\u0001'], b: null, c: 7, d: true })).to.equal(null);
    const deep = JSON.parse(`${'['.repeat(100_000)}"\\u0000"${']'.repeat(100_000)}`);
    expect(unstorableIn(deep)?.length).to.equal(200_000);
  });
});
