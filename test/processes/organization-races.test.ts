import { expect } from 'chai';
import { onPostgres } from '../harness/needs.ts';
import { everyoneNow, signIn, type TestPerson } from '../harness/world.ts';
import { refusedWith } from '../sign-in/support/refused.ts';
import { type OperatorAt, operatorOf, together } from './support/operator.ts';
import { createPeople, type People, seedNow } from './support/people.ts';
import { type SharedProcesses, sharedProcesses } from './support/server-processes.ts';
import { spreadBrowser } from './support/spread.ts';

const atOnce = 50;

onPostgres(() => {
  describe('an organization that is changed at two processes at once', () => {
    let processes: SharedProcesses;
    let operatorAt: OperatorAt;

    before(async () => {
      processes = await sharedProcesses();
      operatorAt = await operatorOf(processes);
    });

    const usedSeats = async (slug: string) => {
      const [row] = await processes.db.sql<{ used: number }>(
        `SELECT ((SELECT count(*) FROM members m WHERE m.organization_id = o.id)
           + (SELECT count(*) FROM invitations i WHERE i.organization_id = o.id))::int AS used
         FROM organizations o WHERE o.slug = $1`,
        [slug],
      );
      return row?.used;
    };

    it('A-34, D17, D19: gives its last seat to one of 50 invitations', async () => {
      const { slug } = await createPeople(processes);
      const path = `/organizations/${slug}`;
      expect((await operatorAt(0).put(`${path}/seats`, { seats: 3 })).status).to.equal(200);
      const answers = await together(operatorAt, atOnce, (api, index) =>
        api.post(`${path}/invitations`, { email: `guest${index}@${slug}.example`, role: 'member' }),
      );
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 201)).to.have.length(1);
      expect(
        answers.filter(({ status }) => status !== 201).every(({ body }) => body.code === 'no_free_seat'),
      ).to.equal(true);
      expect(await usedSeats(slug)).to.equal(3);
    });

    it('ruling 5: takes one of two policies that are saved at once by who read the same version', async () => {
      const { slug } = await createPeople(processes);
      const path = `/organizations/${slug}/enforcement`;
      for (let round = 0; round < 5; round += 1) {
        const etag = (await operatorAt(round).get(path)).headers.get('etag') ?? '';
        const presets = round % 2 === 0 ? ['all-at-once', 'chosen-people'] : ['reset-driven', 'by-midnight'];
        const answers = await together(operatorAt, 2, (api, index) =>
          api.put(path, { preset: presets[index], enrollment_proof: 'none' }, { 'if-match': etag }),
        );
        expect(
          answers.map(({ status }) => status).toSorted(),
          JSON.stringify(answers.map(({ body }) => body)),
        ).to.deep.equal([200, 412]);
        const winner = answers.find(({ status }) => status === 200);
        for (const index of [0, 1]) {
          const seen = (await operatorAt(index).get(path)).body;
          expect({ ...seen, effective_at: null }).to.deep.equal({ ...winner?.body, effective_at: null });
        }
      }
    });

    it('A-28: removes a member for both: no refresh after the answer keeps their organization', async () => {
      const people = await createPeople(processes, everyoneNow);
      await seedNow(processes, {
        clients: [
          {
            client_id: people.slug,
            client_secret: `secret-of-${people.slug}`,
            redirect_uris: ['http://localhost:4999/callback'],
            grant_types: ['authorization_code', 'refresh_token'],
            first_party: true,
            organization: people.slug,
          },
        ],
      });
      await seedNow(processes, {
        organizations: [{ slug: people.slug, members: [{ email: people.mina.email, role: 'owner' }] }],
      });
      const refreshToken = await refreshTokenOf(people, people.tomas);
      const id = await userId(people.tomas);
      const removal = operatorAt(1).delete(`/organizations/${people.slug}/members/${id}`);
      const { application } = people;
      // The race may be won or lost; what it left behind may not be refreshed.
      const racing = application.refresh(refreshToken).catch(() => null);
      expect((await removal).status).to.equal(204);
      const kept = (await racing)?.refresh_token ?? refreshToken;
      expect(await refusedWith(application.refresh(kept))).to.equal('invalid_grant');
    });

    async function refreshTokenOf({ application }: People, person: TestPerson): Promise<string> {
      const { answer } = await signIn(application, person, { browser: spreadBrowser(processes) });
      return (await application.redeem(answer)).refresh_token ?? '';
    }

    async function userId({ email }: TestPerson): Promise<string> {
      const [row] = await processes.db.sql<{ id: string }>('SELECT id FROM users WHERE email = $1', [email]);
      return row?.id ?? '';
    }
  });
});
