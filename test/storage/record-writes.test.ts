import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { ProviderRecords, RecordChange } from '../../src/provider/records/provider-records.ts';
import { recordsAt, requestRecordsOver, saved } from './support/request-records.ts';
import { race } from './support/samples.ts';

describe('several records written at once', () => {
  const removed = (model: string, id: string): RecordChange => ({ model, id, payload: null });

  it('are saved and removed, each of its own model', async () => {
    const records = await recordsAt();
    const [old, one, two] = [randomUUID(), randomUUID(), randomUUID()];
    await records.save(saved('Session', old));
    await records.write([saved('Session', one), removed('Session', old), saved('Grant', two)]);
    expect(await records.find('Session', one)).to.deep.equal({ jti: one });
    expect(await records.find('Grant', two)).to.deep.equal({ jti: two });
    expect(await records.find('Grant', one)).to.equal(undefined);
    expect(await records.find('Session', old)).to.equal(undefined);
    await records.write([removed('Session', one), removed('Grant', two)]);
    expect(await records.find('Session', one)).to.equal(undefined);
    expect(await records.find('Grant', two)).to.equal(undefined);
  });

  it('are all refused when one of them is', async () => {
    const records = await recordsAt();
    const [fine, broken] = [randomUUID(), randomUUID()];
    const unfit = saved('a\0b', broken);
    expect(await failed(records.write([saved('Session', fine), unfit]))).to.equal(true);
    expect(await records.find('Session', fine)).to.equal(undefined);
  });

  it('end an interaction once: of twenty that end it, one saves what comes of it', async () => {
    const records = await recordsAt();
    const interaction = randomUUID();
    await records.save(saved('Interaction', interaction));
    const codes = Array.from({ length: 20 }, () => randomUUID());
    const outcomes = await race(20, (n) =>
      failed(
        records.write([removed('Interaction', interaction), saved('AuthorizationCode', codes[n] ?? '')]),
      ),
    );
    expect(outcomes.filter((isFailed) => !isFailed)).to.have.length(1);
    const found = await Promise.all(codes.map((code) => records.find('AuthorizationCode', code)));
    expect(found.map((payload) => payload === undefined)).to.deep.equal(outcomes);
  });

  it('end an interaction of which nothing comes once as well', async () => {
    const records = await recordsAt();
    const interaction = randomUUID();
    await records.save(saved('Interaction', interaction));
    const outcomes = await race(5, () => failed(records.remove('Interaction', interaction)));
    expect(outcomes.filter((isFailed) => !isFailed)).to.have.length(1);
  });
});

describe('the records of one request', () => {
  it('are there for the request itself at once, for others when it ends', async () => {
    const stored = await recordsAt();
    const records = requestRecordsOver(stored);
    const [id, uid] = [randomUUID(), randomUUID()];
    await records.together(async () => {
      await records.save(saved('Session', id, { uid }));
      expect(await records.find('Session', id)).to.have.property('uid', uid);
      expect(await stored.find('Session', id)).to.equal(undefined);
      expect(await records.findByUid('Session', uid)).to.have.property('jti', id);
      await records.remove('Session', id);
      expect(await records.find('Session', id)).to.equal(undefined);
      expect(await stored.find('Session', id)).to.have.property('uid', uid);
    });
    expect(await stored.find('Session', id)).to.equal(undefined);
  });

  it('are written at once outside of a request', async () => {
    const stored = await recordsAt();
    const records = requestRecordsOver(stored);
    const [id, grantId] = [randomUUID(), randomUUID()];
    await records.save(saved('AccessToken', id, { grantId }));
    expect(await stored.find('AccessToken', id)).to.include({ jti: id });
    expect((await records.findIssued({ models: ['AccessToken'], id })).found?.payload).to.include({
      jti: id,
    });
    await records.removeByGrants([{ model: 'AccessToken', grantId }]);
    expect(await stored.find('AccessToken', id)).to.equal(undefined);
  });

  it('are not written when the request fails', async () => {
    const stored = await recordsAt();
    const records = requestRecordsOver(stored);
    const id = randomUUID();
    const work = records.together(async () => {
      await records.save(saved('Session', id));
      throw new Error('a bug');
    });
    expect(await failed(work)).to.equal(true);
    expect(await stored.find('Session', id)).to.equal(undefined);
  });

  it('are used up with what they are used for, and the request itself sees them so before', async () => {
    const stored = await recordsAt();
    const records = requestRecordsOver(stored);
    const [id, token] = [randomUUID(), randomUUID()];
    await stored.save(saved('RefreshToken', id));
    await records.together(async () => {
      expect(await records.consume('RefreshToken', id)).to.equal(true);
      await records.save(saved('AccessToken', token));
      expect(await stored.find('RefreshToken', id)).not.to.have.property('consumed');
    });
    expect(await stored.find('RefreshToken', id)).to.have.property('consumed');
    expect(await stored.find('AccessToken', token)).to.include({ jti: token });
    const other = randomUUID();
    await records.together(async () => {
      await records.save(saved('RefreshToken', other));
      await records.consume('RefreshToken', other);
      expect(await records.find('RefreshToken', other)).to.have.property('consumed');
    });
  });

  it('are written used up before the request saves them anew, since one statement changes a record once', async () => {
    const stored = await recordsAt();
    const writes: string[][] = [];
    const records = requestRecordsOver({
      ...stored,
      write: (changes) => {
        writes.push(changes.map(({ payload }) => (payload === 'consumed' ? 'used' : 'saved')));
        return stored.write(changes);
      },
    });
    const [code, session] = [randomUUID(), randomUUID()];
    await stored.save(saved('AuthorizationCode', code));
    await records.together(async () => {
      await records.save(saved('Session', session));
      await records.save(saved('Session', session, { uid: 'later' }));
      await records.consume('AuthorizationCode', code);
      await records.save(saved('AuthorizationCode', code, { scope: 'openid' }));
    });
    expect(writes).to.deep.equal([['saved', 'used'], ['saved']]);
    expect(await stored.find('Session', session)).to.have.property('uid', 'later');
  });

  it('are as they were when what they are used for fails', async () => {
    const stored = await recordsAt();
    const records = requestRecordsOver(stored);
    const id = randomUUID();
    await stored.save(saved('AuthorizationCode', id));
    const attempts = [
      async () => {
        throw new Error('the database went away');
      },
      () => records.save(saved('a\0b', randomUUID())),
    ];
    for (const attempt of attempts) {
      const work = records.together(async () => {
        await records.consume('AuthorizationCode', id);
        await attempt();
      });
      expect(await failed(work)).to.equal(true);
      expect(await stored.find('AuthorizationCode', id)).not.to.have.property('consumed');
    }
  });

  it('are used once: of twenty that use one, one saves what comes of it, and the others take it back', async () => {
    const stored = await recordsAt();
    const records = requestRecordsOver(stored);
    const [code, grantId] = [randomUUID(), randomUUID()];
    await stored.save(saved('AuthorizationCode', code, { grantId }));
    const tokens = Array.from({ length: 20 }, () => randomUUID());
    const written: string[] = [];
    const watched = requestRecordsOver({
      ...stored,
      // What is taken back afterwards has been there.
      removeFamily: async (...family) => {
        const found = await Promise.all(tokens.map((token) => stored.find('AccessToken', token)));
        written.push(...found.flatMap((payload) => (payload === undefined ? [] : [String(payload.jti)])));
        await stored.removeFamily(...family);
      },
    });
    const outcomes = await race(20, (n) =>
      failed(
        watched.together(async () => {
          await watched.consume('AuthorizationCode', code);
          await watched.save(saved('AccessToken', tokens[n] ?? '', { grantId }));
        }),
      ),
    );
    expect(outcomes.filter((isFailed) => !isFailed)).to.have.length(1);
    expect([...new Set(written)]).to.deep.equal([tokens[outcomes.indexOf(false)]]);
    for (const token of tokens) expect(await stored.find('AccessToken', token)).to.equal(undefined);
    expect(await records.find('AuthorizationCode', code)).to.equal(undefined);
  });

  it('go with their grants in one statement when it ends; the request itself sees none of them before', async () => {
    const stored = await recordsAt();
    const ids = Array.from({ length: 5 }, () => randomUUID());
    for (const id of ids) await stored.save(saved('AccessToken', id, { grantId: `of ${id}` }));
    let statements = 0;
    const counted: ProviderRecords = {
      ...stored,
      removeByGrants: (issued) => {
        statements += 1;
        return stored.removeByGrants(issued);
      },
    };
    const records = requestRecordsOver(counted);
    const [seen = '', ...others] = ids;
    await records.together(async () => {
      await records.removeByGrants([{ model: 'AccessToken', grantId: `of ${seen}` }]);
      expect(await stored.find('AccessToken', seen)).to.have.property('jti');
      expect(await records.find('AccessToken', seen)).to.equal(undefined);
      for (const id of others) {
        await records.removeByGrants([{ model: 'AccessToken', grantId: `of ${id}` }]);
        await records.remove('Grant', `of ${id}`);
      }
    });
    expect(statements).to.equal(2);
    for (const id of ids) expect(await stored.find('AccessToken', id)).to.equal(undefined);
  });

  it('go with their grant if they were saved before it went, and stay if they came after', async () => {
    const stored = await recordsAt();
    const records = requestRecordsOver(stored);
    const [before, after, grantId] = [randomUUID(), randomUUID(), randomUUID()];
    await records.together(async () => {
      await records.save(saved('AccessToken', before, { grantId }));
      await records.removeByGrants([{ model: 'AccessToken', grantId }]);
      await records.save(saved('AccessToken', after, { grantId }));
    });
    expect(await stored.find('AccessToken', before)).to.equal(undefined);
    expect(await stored.find('AccessToken', after)).to.have.property('jti', after);
  });
});

async function failed(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => false,
    () => true,
  );
}
