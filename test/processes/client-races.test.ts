import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { ApiReply } from '../harness/api.ts';
import { onPostgres } from '../harness/needs.ts';
import { type OperatorAt, operatorOf, together } from './support/operator.ts';
import { seedNow } from './support/people.ts';
import { type SharedProcesses, sharedProcesses } from './support/server-processes.ts';

/** Each is changed by a request of its own. */
const fields: readonly (readonly [name: string, value: unknown])[] = [
  ['client_name', 'Another name'],
  ['client_uri', 'https://application.example/'],
  ['policy_uri', 'https://application.example/policy'],
  ['first_party', false],
  ['require_acr', 2],
  ['require_pkce', true],
  ['default_max_age', 60],
  ['backchannel_logout_uri', null],
];

const rounds = 3;

onPostgres(() => {
  describe('a client that is changed at two processes at once', () => {
    let processes: SharedProcesses;
    let operatorAt: OperatorAt;

    before(async () => {
      processes = await sharedProcesses();
      operatorAt = await operatorOf(processes);
    });

    const statuses = (answers: readonly ApiReply[]) => answers.map(({ status }) => status).toSorted();

    function registration() {
      return {
        client_id: `raced-${randomUUID()}`,
        redirect_uris: ['http://localhost:4999/callback'],
        first_party: true,
        backchannel_logout_uri: 'http://localhost:4999/logout',
      };
    }

    it('is registered for one of many, whose secret it has', async () => {
      for (let round = 0; round < rounds; round += 1) {
        const wanted = registration();
        const answers = await together(operatorAt, 12, (api) => api.post('/clients', wanted));
        expect(statuses(answers)).to.deep.equal([201, ...Array(11).fill(422)]);
        const secret = answers.find(({ status }) => status === 201)?.body.client_secret;
        const told = await fetch(`${processes.servers[0].address}/token/introspection`, {
          method: 'POST',
          headers: { authorization: `Basic ${btoa(`${wanted.client_id}:${secret}`)}` },
          body: new URLSearchParams({ token: 'of nobody' }),
        });
        expect(told.status).to.equal(200);
      }
    });

    it('loses no change to another one, of the API or of a file', async () => {
      for (let round = 0; round < rounds; round += 1) {
        const wanted = registration();
        const { client_id: id } = wanted;
        await operatorAt(0).post('/clients', wanted);
        const file = { clients: [{ client_id: id, tos_uri: 'https://application.example/terms' }] };
        const [answers] = await Promise.all([
          together(operatorAt, fields.length, (api, index) => {
            const [name = '', value] = fields[index] ?? [];
            return api.patch(`/clients/${id}`, { [name]: value });
          }),
          seedNow(processes, file),
        ]);
        expect(statuses(answers)).to.deep.equal(Array(fields.length).fill(200));
        const { body } = await operatorAt(round).get(`/clients/${id}`);
        for (const [name, value] of fields) expect(body[name] ?? null, name).to.equal(value);
        expect(body.tos_uri).to.equal(file.clients[0]?.tos_uri);
      }
    });

    it('goes with its organization, also where it was registered at that moment', async () => {
      for (let round = 0; round < rounds; round += 1) {
        const slug = `raced-${randomUUID().slice(0, 8)}`;
        await operatorAt(0).post('/organizations', { slug, name: 'Raced' });
        const wanted = Array.from({ length: 8 }, () => ({ ...registration(), organization: slug }));
        const [deleted, ...registered] = await together(operatorAt, 9, (api, index) =>
          index === 0 ? api.delete(`/organizations/${slug}`) : api.post('/clients', wanted[index - 1]),
        );
        expect(deleted?.status).to.equal(204);
        for (const { status } of registered) expect(status).to.be.oneOf([201, 404, 422]);
        for (const { client_id: id } of wanted)
          expect((await operatorAt(round).get(`/clients/${id}`)).status).to.equal(404);
      }
    });

    it('stays deleted, whoever was changing it', async () => {
      for (let round = 0; round < rounds; round += 1) {
        const wanted = registration();
        const { client_id: id } = wanted;
        await operatorAt(0).post('/clients', wanted);
        const answers = await together(operatorAt, 8, (api, index) =>
          index === 0
            ? api.delete(`/clients/${id}`)
            : api.patch(`/clients/${id}`, { client_name: `Name ${index}` }),
        );
        expect(answers[0]?.status).to.equal(204);
        for (const { status } of answers.slice(1)) expect(status).to.be.oneOf([200, 404]);
        expect((await operatorAt(round).get(`/clients/${id}`)).status).to.equal(404);
      }
    });
  });
});
