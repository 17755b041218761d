import { expect } from 'chai';
import { Refusal, type RefusalCode, refusalCodes } from '../../src/refusal/refusal.ts';
import { refusalProblem } from '../../src/web/api/dialects/own/problem-details.ts';
import { languages, loadWords } from '../../src/web/words/language.ts';
import { type ApiReply, apiOf, operatorOf } from '../harness/api.ts';
import { createWorld } from '../harness/world.ts';

describe('a value that the API refuses', () => {
  it('is told what would have been allowed', async () => {
    const world = await createWorld();
    const owner = await apiOf(world, world.olivia);
    const operator = await operatorOf(world);
    const path = `/organizations/${world.slug}`;
    const { body } = await owner.get(`${path}/members?q=mina`);
    const member = `${path}/members/${body.items[0].id}`;
    const domains = Array.from({ length: 1000 }, (_, index) => `d${index}.example`);
    const pilot = { mfa: 'pilot', pilot: { percent: 200 } };
    const told: readonly [Promise<ApiReply>, path: string, problem: string][] = [
      [operator.post(`${path}/password-resets`, { users: [] }), '/users', 'must have at least 1 entry'],
      [
        operator.post(`${path}/password-resets`, { users: 'some' }),
        '/users',
        'must be a list, or all, or a group of fields',
      ],
      [operator.put('/environments/staging', pilot), '/pilot/percent', 'must be at most 100'],
      [operator.patch(path, { domains }), '/domains', 'must have at most 100 entries'],
      [owner.patch(member, { role: 'boss' }), '/role', 'must be one of: owner, admin, member'],
      [
        owner.get(`${path}/members?status=green`),
        '/status',
        'must be one of: unprotected, pending, protected',
      ],
    ];
    for (const [answer, at, problem] of told) {
      const { status, body: refusal } = await answer;
      expect([status, refusal.errors], at).to.deep.equal([422, [{ path: at, problem }]]);
    }
  });
});

/** What pages alone answer. */
const ofPages: ReadonlySet<RefusalCode> = new Set([
  'email_malformed',
  'interaction_expired',
  'invitation_expired',
  'link_ended',
  'unknown_action',
  'wrong_origin',
  'wrong_step',
]);

/** What only somebody before a page could do. */
const wordsOfPages =
  /go(?:ing)? back|a link,|zurück(?!setz)|einem link|revenez|un lien,|e-mail address or|oder das Passwort|ou le mot/i;

describe('a refusal of the API', () => {
  const words = loadWords('views');

  for (const language of languages)
    it(`never speaks as if somebody were before a page, in ${language}`, () => {
      for (const code of refusalCodes.filter((each) => !ofPages.has(each))) {
        const { body } = refusalProblem(words[language], new Refusal(code));
        expect(`${body.title} ${body.detail}`, code).not.to.match(wordsOfPages);
      }
    });

  it('says what is wrong with the request', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const olivia = await apiOf(world, world.olivia);
    const unknown = await operator.get('/organizations/no-such-organization');
    const method = await operator.send('DELETE', '/organizations');
    const wrong = { current_password: 'not this one', new_password: 'another good long sentence' };
    const password = await olivia.post('/me/password', wrong);
    expect([unknown, method, password].map(({ status, body }) => [status, body.title])).to.deep.equal([
      [404, 'There is nothing under this name or id'],
      [405, 'This address does not take that method'],
      [422, 'The password is wrong'],
    ]);
    expect(method.headers.get('allow')).to.equal('GET, HEAD, POST');
    expect(method.body.detail).to.include('Allow');
  });
});
