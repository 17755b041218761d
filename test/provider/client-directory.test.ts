import { expect } from 'chai';
import type { ClientStore } from '../../src/environments/store.ts';
import { createClientDirectory } from '../../src/provider/library/client-directory.ts';
import { sampleClient } from '../storage/support/samples.ts';

/** A directory of one thousand and ten clients, and what it asked its store for. */
function directoryOf() {
  let now = Date.UTC(2026, 11, 1);
  const asked: string[] = [];
  const clients = new Map(
    Array.from({ length: 1010 }, (_, n) => [`c${n}`, sampleClient({ clientId: `c${n}` })]),
  );
  const production = { name: 'production', mfa: 'on', pilot: { users: [], percent: 0 } } as const;
  const find = (clientId: string) => {
    const client = clients.get(clientId);
    return client === undefined ? null : { client, environment: production, lastUsedOn: null };
  };
  const store: Pick<ClientStore, 'find' | 'findAll'> = {
    async find(clientId) {
      asked.push(clientId);
      return find(clientId);
    },
    async findAll(clientIds) {
      asked.push(`${clientIds.length} at once`);
      return clientIds.map(find).filter((found) => found !== null);
    },
  };
  const directory = createClientDirectory(store, () => new Date(now));
  const pass = (ms: number) => {
    now += ms;
  };
  return { directory, asked, ids: [...clients.keys()], pass };
}

describe('the directory of clients', () => {
  it('asks for a client once in a second', async () => {
    const { directory, asked, pass } = directoryOf();
    for (const id of ['c1', 'c2', 'c1', 'unknown', 'unknown']) await directory.find(id);
    expect(asked).to.deep.equal(['c1', 'c2', 'unknown', 'unknown']);
    pass(999);
    await directory.find('c1');
    expect(asked).to.have.length(4);
    pass(1);
    expect((await directory.find('c1'))?.client.clientId).to.equal('c1');
    expect(asked.at(-1)).to.equal('c1');
  });

  it('reads a thousand clients ahead in one statement, and asks for the others when it is asked', async () => {
    const { directory, asked, ids } = directoryOf();
    await directory.readAhead(ids);
    for (const id of ids) expect((await directory.find(id))?.client.clientId).to.equal(id);
    expect(asked).to.deep.equal(['1000 at once', ...ids.slice(1000)]);
  });

  it('remembers the thousand that were read last', async () => {
    const { directory, asked, ids } = directoryOf();
    for (const id of ids) await directory.find(id);
    asked.splice(0);
    for (const id of ['c1009', 'c10', 'c9', 'c0']) await directory.find(id);
    expect(asked).to.deep.equal(['c9', 'c0']);
  });

  it('keeps what was read ahead for no longer than the rest', async () => {
    const { directory, asked, pass } = directoryOf();
    await directory.readAhead(['c1', 'unknown']);
    await directory.find('unknown');
    pass(1000);
    await directory.find('c1');
    expect(asked).to.deep.equal(['2 at once', 'unknown', 'c1']);
  });
});
