import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { recordsAt, requestRecordsOver, saved } from './support/request-records.ts';
import { newUser, openTestStores } from './support/samples.ts';

describe('what a request reads along with what it presents', () => {
  it('are read along with a code: its grant and its session, given out once', async () => {
    const stored = await recordsAt();
    const asked: string[] = [];
    const ask = async <Answer>(name: string, answer: Promise<Answer>) => {
      asked.push(name);
      return answer;
    };
    const records = requestRecordsOver({
      ...stored,
      find: (model, id) => ask(model, stored.find(model, id)),
      findByUid: (model, uid) => ask(`${model} by uid`, stored.findByUid(model, uid)),
    });
    const [code, grantId, session, uid] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await stored.save(saved('Grant', grantId));
    await stored.save(saved('Session', session, { uid }));
    await stored.save(saved('AuthorizationCode', code, { grantId, sessionUid: uid }));
    await records.together(async () => {
      expect(await records.find('AuthorizationCode', code)).to.have.property('grantId', grantId);
      expect(await records.findByUid('Session', uid)).to.have.property('jti', session);
      expect(await records.find('Grant', grantId)).to.have.property('jti', grantId);
      expect(asked).to.deep.equal([]);
      await stored.remove('Grant', grantId);
      expect(await records.find('Grant', grantId)).to.equal(undefined);
    });
  });

  it('are not given out as they were read along, once something was changed at once', async () => {
    const stored = await recordsAt();
    const records = requestRecordsOver(stored);
    const [token, grantId] = [randomUUID(), randomUUID()];
    await stored.save(saved('Grant', grantId));
    await stored.save(saved('RefreshToken', token, { grantId }));
    await records.together(async () => {
      await records.find('RefreshToken', token);
      await records.removeFamily('RefreshToken', token);
      expect(await records.find('Grant', grantId)).to.equal(undefined);
    });
  });

  it('are read without what they came from, where that is gone or another model has its name', async () => {
    const stored = await recordsAt();
    const [token, id] = [randomUUID(), randomUUID()];
    await stored.save(saved('AccessToken', id));
    await stored.save(saved('RefreshToken', token, { grantId: id, sessionUid: id }));
    const issued = await stored.findIssued({ models: ['RefreshToken'], id: token });
    expect(issued).to.deep.include({ grant: undefined, session: undefined });
    expect(issued.found).to.have.property('model', 'RefreshToken');
    expect(issued.found?.payload).to.have.property('jti', token);
    const nothing = await stored.findIssued({ models: ['RefreshToken'], id: randomUUID() });
    expect(nothing).to.deep.include({ found: undefined, person: null });
  });

  it('are found under one of several models, and known not to be under the others', async () => {
    const stored = await recordsAt();
    const reads: (readonly string[])[] = [];
    const findIssued: typeof stored.findIssued = (presented) => {
      reads.push(presented.models);
      return stored.findIssued(presented);
    };
    const records = requestRecordsOver({ ...stored, findIssued });
    const id = randomUUID();
    await stored.save(saved('RefreshToken', id));
    const models = ['AccessToken', 'ClientCredentials', 'RefreshToken'];
    await records.together(
      async () => {
        await records.readPresented();
        const found = await Promise.all(models.map((model) => records.find(model, id)));
        expect(found.map((each) => each?.jti ?? null)).to.deep.equal([null, null, id]);
        expect(reads).to.deep.equal([models]);
        expect(await records.find('AccessToken', randomUUID())).to.equal(undefined);
        expect(reads, 'another one is another question').to.have.length(2);
      },
      { presented: () => ({ models, id }) },
    );
  });

  it('has the person of the session with it, for whoever asks for just that, once', async () => {
    const [stored, db] = [await recordsAt(), await openTestStores()];
    const [user, uid, id, deviceId] = [await newUser(db), randomUUID(), randomUUID(), randomUUID()];
    const asked: unknown[] = [];
    const byId: typeof db.people.byId = (...question) => {
      asked.push(question);
      return db.people.byId(...question);
    };
    const records = requestRecordsOver(stored, { byId });
    await stored.save(saved('Session', id, { uid, accountId: user.id }));
    await records.together(
      async () => {
        await records.find('Session', id);
        const questions = [
          [randomUUID(), uid, deviceId],
          [user.id, randomUUID(), deviceId],
          [user.id, uid, null],
        ] as const;
        for (const [userId, session, device] of questions) await records.people.byId(userId, session, device);
        expect(asked, 'others are not taken for it').to.deep.equal(questions);
        expect((await records.people.byId(user.id, uid, deviceId))?.user.id).to.equal(user.id);
        expect(asked).to.have.length(3);
        await records.people.byId(user.id, uid, deviceId);
        expect(asked.at(-1), 'once').to.deep.equal([user.id, uid, deviceId]);
      },
      { deviceId },
    );
  });

  it('goes in one statement where all that a request does is take it back', async () => {
    const stored = await recordsAt();
    const statements: string[] = [];
    const records = requestRecordsOver({
      ...stored,
      async removeByGrants(...removal) {
        statements.push('by grants');
        return stored.removeByGrants(...removal);
      },
      async write(changes) {
        statements.push('by itself');
        return stored.write(changes);
      },
    });
    const [token, other, grantId] = [randomUUID(), randomUUID(), randomUUID()];
    await stored.save(saved('Grant', grantId));
    await stored.save(saved('RefreshToken', token, { grantId }));
    await stored.save(saved('AccessToken', other, { grantId }));
    await records.together(async () => {
      await records.remove('RefreshToken', token);
      await records.removeByGrants([{ model: 'AccessToken', grantId }]);
      await records.removeByGrants([{ model: 'RefreshToken', grantId }]);
      await records.remove('Grant', grantId);
    });
    expect(statements).to.deep.equal(['by grants']);
    for (const [model, id] of [
      ['Grant', grantId],
      ['RefreshToken', token],
      ['AccessToken', other],
    ] as const)
      expect(await stored.find(model, id), model).to.equal(undefined);
  });
});
