import { expect } from 'chai';
import { apiOf, operatorOf } from '../../harness/api.ts';
import { mailsTo } from '../../harness/mails.ts';
import { memberPath } from '../../harness/members.ts';
import { createWorld, type TestPerson, type World } from '../../harness/world.ts';

async function lastTo({ server }: World, email: string): Promise<string> {
  return (await mailsTo(server, email)).at(-1)?.text ?? '';
}

describe('a mail about what somebody did', () => {
  it('greets its reader, names the administrator, and says from which network to the owner of the account', async () => {
    const world = await createWorld();
    const { tomas, olivia, slug } = world;
    const api = await apiOf(world, olivia);
    expect((await api.post(`${await memberPath(world, tomas)}/reset-authenticators`)).status).to.equal(200);
    const text = await lastTo(world, tomas.email);
    expect(text).to.match(/^Hello Tomas,\n/);
    expect(text).to.include(`Olivia of ${slug.toUpperCase()} did this, from the network 127.0.0.0/24.`);
  });

  it('says no network to the notification address of an organization, and greets nobody there', async () => {
    const world = await createWorld();
    const { tomas, slug } = world;
    const it = `it@${slug}.example`;
    const operator = await operatorOf(world);
    await operator.patch(`/organizations/${slug}`, { notification_email: it });
    const api = await apiOf(world, world.olivia);
    expect((await api.delete(await memberPath(world, tomas))).status).to.equal(204);
    const text = await lastTo(world, it);
    expect(text).to.include(`Olivia of ${slug.toUpperCase()} did this.`);
    expect(text).not.to.match(/127\.0\.0|Hello/);
  });

  it('names nobody where the operator did it, and who has erased their account no more', async () => {
    const world = await createWorld();
    const { server, tomas, mina, slug } = world;
    const operator = await operatorOf(world);
    const reset = (person: TestPerson) =>
      memberPath(world, person).then((path) => operator.post(`${path}/reset-authenticators`));
    expect((await reset(tomas)).status).to.equal(200);
    expect(await lastTo(world, tomas.email)).not.to.include(' did this');
    const { db } = server.countersign;
    const erased = { userId: '00000000-0000-4000-8000-000000000000', network: null };
    const notice = { kind: 'enrollment-reminder', organization: slug, deadline: null } as const;
    const doer = await db.recipients.readerAt(mina.email, erased.userId);
    expect(doer).to.deep.equal({ languages: '', ownersLanguages: '', name: 'Mina', doer: null });
    await db.outbox.mail({ email: mina.email, language: '', timeZone: 'UTC' }, notice);
    expect(await lastTo(world, mina.email))
      .to.include('requires a second step')
      .and.not.include('asked us');
  });
});
