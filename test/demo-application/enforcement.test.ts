import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { closedAtLast } from '../harness/closing.ts';

interface Ran {
  readonly code: number | null;
  readonly problems: string;
}

/** The operator's program of the demo, told where the provider is. */
function enforcementAt(issuer: string): Promise<Ran> {
  return new Promise((resolve) => {
    const words = ['examples/enforcement.mjs', 'acme', 'on'];
    const child = execFile(process.execPath, words, { env: { ISSUER: issuer } }, (_error, _out, problems) =>
      resolve({ code: child.exitCode, problems }),
    );
  });
}

describe('the operator’s program of the demo', () => {
  let issuer: string;
  let close: () => Promise<void>;

  beforeEach(async () => {
    const server = createServer((request, response) => {
      const isToken = request.url === '/token';
      const refused = { title: 'Nothing there', detail: 'It does not exist.' };
      response.writeHead(isToken ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isToken ? { access_token: 't' } : refused));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    close = closedAtLast(() => new Promise<void>((resolve) => server.close(() => resolve())));
  });

  afterEach(() => close());

  it('says what was refused and why', async () => {
    expect(await enforcementAt(issuer)).to.deep.equal({
      code: 1,
      problems: 'Nothing there: It does not exist.\n',
    });
  });

  it('says that nothing answers where the demo does not run', async () => {
    await close();
    const problems = `nothing answers at ${issuer}; is it running?\n`;
    expect(await enforcementAt(issuer)).to.deep.equal({ code: 1, problems });
  });
});
