import { expect } from 'chai';
import type { ApiClient } from '../../harness/api.ts';
import {
  createScene,
  type Enforcing,
  onRememberedDevice,
  plainly,
  type Scene,
  suspend,
  withRecoveryCode,
} from './support/judged-sessions.ts';
import { type Answers, everything, expectAnswers, nothing, operations } from './support/operations.ts';
import { snapshotOf } from './support/snapshot.ts';

const enforcings: readonly Enforcing[] = ['the own organization', 'another one'];

const enrollingOnly: Answers = { ...nothing, enrolling: 'let in' };

interface Row {
  readonly session: (enforcing: Enforcing) => Promise<{ scene: Scene; api: ApiClient }>;
  /** Written down from ruling 23. */
  readonly answers: Readonly<Record<Enforcing, Answers>>;
  /** What is let in with a factor makes new recovery codes; nothing else changes anything. */
  readonly renewsCodes?: true;
}

const both = (answers: Answers) => ({ 'the own organization': answers, 'another one': answers });

async function made(scene: Scene, api: Promise<ApiClient>): Promise<{ scene: Scene; api: ApiClient }> {
  return { scene, api: await api };
}

const withoutFactor = { factor: 'none' } as const;

/** Bound to the organization that does not enforce. */
const boundElsewhere = ({ lenient }: { readonly lenient: string }) => ({ organization: lenient });

const rows: Readonly<Record<string, Row>> = {
  'a client bound to another organization': {
    answers: both(nothing),
    async session(enforcing) {
      const scene = await createScene({ ...withoutFactor, enforcing, client: boundElsewhere });
      return made(scene, plainly(scene));
    },
  },
  'an environment that is off': {
    answers: both(nothing),
    async session(enforcing) {
      const scene = await createScene({ ...withoutFactor, enforcing, environment: { mfa: 'off' } });
      return made(scene, plainly(scene));
    },
  },
  'a pilot that leaves the person out': {
    answers: both(nothing),
    async session(enforcing) {
      const scene = await createScene({ ...withoutFactor, enforcing, environment: { mfa: 'pilot' } });
      return made(scene, plainly(scene));
    },
  },
  'an exemption': {
    answers: both(nothing),
    async session(enforcing) {
      const scene = await createScene({ ...withoutFactor, enforcing, override: 'exempt' });
      return made(scene, plainly(scene));
    },
  },
  'a remembered device': {
    answers: both(nothing),
    async session(enforcing) {
      const scene = await createScene({ factor: 'totp', enforcing });
      return made(scene, onRememberedDevice(scene));
    },
  },
  'a recovery code': {
    answers: both(enrollingOnly),
    async session(enforcing) {
      const scene = await createScene({ factor: 'totp', enforcing });
      return { scene, api: (await withRecoveryCode(scene)).api };
    },
  },
  // Removing it suspends its owner by rule where it is enforced.
  'a second factor that was just removed': {
    answers: both(nothing),
    async session(enforcing) {
      const scene = await createScene({ factor: 'totp', enforcing });
      const api = await plainly(scene);
      const [app] = (await api.get('/me/authenticators')).body.items;
      const removed = await api.delete(`/me/authenticators/${app.id}`);
      expect([removed.status, removed.body.suspended_in]).to.deep.equal([200, [scene.enforcing]]);
      return { scene, api };
    },
  },
  'a suspension by rule where it is enforced': {
    answers: both(nothing),
    async session(enforcing) {
      const scene = await createScene({ ...withoutFactor, enforcing, client: boundElsewhere });
      await suspend(scene, scene.enforcing, 'by_rule');
      return made(scene, plainly(scene));
    },
  },
  // One that an administrator has suspended is no member of whom the organization asks anything, nor one who may do
  // anything in it: they are told that their role does not allow it.
  'a suspension by an administrator where it is enforced': {
    answers: {
      'the own organization': { ...everything, administration: 'no role' },
      'another one': everything,
    },
    async session(enforcing) {
      const scene = await createScene({ ...withoutFactor, enforcing });
      await suspend(scene, scene.enforcing, 'by_admin');
      return made(scene, plainly(scene));
    },
  },
  'a suspension by an administrator where it is not enforced': {
    answers: both(nothing),
    async session(enforcing) {
      const scene = await createScene({ ...withoutFactor, enforcing, environment: { mfa: 'off' } });
      await suspend(scene, scene.lenient, 'by_admin');
      return made(scene, plainly(scene));
    },
  },
  'a second factor, at a client bound to another organization': {
    answers: both(everything),
    renewsCodes: true,
    async session(enforcing) {
      const scene = await createScene({ factor: 'totp', enforcing, client: boundElsewhere });
      return made(scene, plainly(scene));
    },
  },
};

describe(`ruling 23, ruling 24: sessions and policies at ${operations.length} operations`, () => {
  let asked = 0;

  for (const [what, { session, answers, renewsCodes }] of Object.entries(rows))
    for (const enforcing of enforcings)
      it(`${what}; ${enforcing} enforces`, async () => {
        const { scene, api } = await session(enforcing);
        const before = await snapshotOf(scene.server, scene.own);
        asked += await expectAnswers(api, scene.own, answers[enforcing]);
        if (!renewsCodes) expect(await snapshotOf(scene.server, scene.own)).to.deep.equal(before);
      }).timeout(120_000);

  after(() => {
    const all = Object.keys(rows).length * enforcings.length * operations.length;
    console.info(`      ${asked} of ${all} answers: ${Object.keys(rows).length} sessions, 2 policies`);
  });
});
