import { expect } from 'chai';
import { createRegistrations } from '../../src/environments/registrations.ts';
import type { ClientStore } from '../../src/environments/store.ts';
import { createClientDirectory } from '../../src/provider/library/client-directory.ts';
import { sampleClient } from '../storage/support/samples.ts';

/** A directory of one thousand and ten clients, and what it asked its store for. */
function directoryOf() {
  let version = 1;
  const asked: string[] = [];
  const clients = new Map(
    Array.from({ length: 1010 }, (_, n) => [`c${n}`, sampleClient({ clientId: `c${n}` })]),
  );
  const environment = { name: 'production', mfa: 'on', pilot: { users: [], percent: 0 } } as const;
  const store: Pick<ClientStore, 'findVersioned'> = {
    async findVersioned(clientIds) {
      const [first = ''] = clientIds;
      asked.push(clientIds.length === 1 ? first : `${clientIds.length} at once`);
      return clientIds.flatMap((clientId) => {
        const client = clients.get(clientId);
        return client === undefined ? [] : [{ version: String(version), value: { client, environment } }];
      });
    },
  };
  const registrations = createRegistrations();
  const directory = createClientDirectory(store, registrations);
  const find = async (...ids: readonly string[]) => {
    const found = [];
    for (const id of ids) found.push((await directory.find(id))?.client.clientId ?? null);
    return found;
  };
  const change = () => {
    version += 1;
  };
  /** A request that has seen the present version in a statement of its own. */
  const request = <Result>(work: () => Promise<Result>) =>
    registrations.during(() => {
      registrations.saw(String(version));
      return work();
    });
  return { directory, registrations, asked, ids: [...clients.keys()], find, change, request };
}

describe('the directory of clients', () => {
  it('asks for a client once, as long as nothing registered has changed', async () => {
    const { asked, find, change, request } = directoryOf();
    await request(() => find('c1', 'c2', 'c1'));
    expect(await request(() => find('c1', 'c2'))).to.deep.equal(['c1', 'c2']);
    expect(asked).to.deep.equal(['c1', 'c2']);
    change();
    await request(() => find('c1', 'c1'));
    expect(asked).to.deep.equal(['c1', 'c2', 'c1']);
  });

  it('asks for whoever is unknown each time: they may be registered by now', async () => {
    const { asked, find, request } = directoryOf();
    expect(await request(() => find('unknown', 'unknown'))).to.deep.equal([null, null]);
    expect(asked).to.deep.equal(['unknown', 'unknown']);
  });

  it('believes nothing that it remembers in a request that has not seen the version', async () => {
    const { asked, find, registrations } = directoryOf();
    for (let request = 0; request < 2; request += 1) await registrations.during(() => find('c1', 'c1'));
    expect(asked, 'what it reads tells it the version').to.deep.equal(['c1', 'c1']);
  });

  it('believes nothing that it remembers outside of a request', async () => {
    const { asked, find } = directoryOf();
    await find('c1', 'c1');
    expect(asked).to.deep.equal(['c1', 'c1']);
  });

  it('goes by the latest that a request has seen', async () => {
    const { asked, find, change, registrations, request } = directoryOf();
    await request(async () => {
      await find('c1');
      change();
      registrations.saw('2');
      await find('c1');
    });
    expect(asked).to.deep.equal(['c1', 'c1']);
  });

  it('reads a thousand clients ahead in one statement, and asks for the others when it is asked', async () => {
    const { directory, asked, ids, find, request } = directoryOf();
    await request(async () => {
      await directory.readAhead(ids);
      expect(await find(...ids)).to.deep.equal(ids);
    });
    expect(asked).to.deep.equal(['1000 at once', ...ids.slice(1000)]);
  });

  it('remembers the thousand that were read last', async () => {
    const { asked, ids, find, request } = directoryOf();
    await request(async () => {
      await find(...ids);
      asked.splice(0);
      await find('c1009', 'c10', 'c9', 'c0');
    });
    expect(asked).to.deep.equal(['c9', 'c0']);
  });
});
