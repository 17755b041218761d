import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import type { Reach, ResolveHost } from '../../src/outbound/outbound-address.ts';
import { NotDelivered, postForm } from '../../src/outbound/post-form.ts';

const closers: (() => void)[] = [];

async function startApplication(listener: RequestListener): Promise<number> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const loopback: ResolveHost = async () => ['127.0.0.1'];

const post = (
  url: string,
  { reach = 'public and loopback' as Reach, resolve = loopback, timeoutMs = 5000 } = {},
) => postForm(new URL(url), { logout_token: 'a.b.c' }, { reach, resolve, timeoutMs });

async function failureOf(posting: Promise<number>): Promise<string> {
  const failure = await posting.then(
    (status) => new Error(`it was answered ${status}`),
    (error: unknown) => error,
  );
  expect(failure).to.be.instanceOf(NotDelivered);
  return failure instanceof Error ? failure.message : '';
}

describe('a form posted to an application', () => {
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });

  it('arrives as a form, with nothing of ours beside it', async () => {
    const requests: { body: string; headers: object }[] = [];
    const port = await startApplication((request, response) => {
      void text(request).then((body) => {
        requests.push({ body, headers: request.headers });
        response.writeHead(204).end();
      });
    });
    expect(await post(`http://app.example:${port}/out?tenant=1`)).to.equal(204);
    expect(requests).to.deep.equal([
      {
        body: 'logout_token=a.b.c',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': '18',
          host: `app.example:${port}`,
          connection: 'close',
        },
      },
    ]);
  });

  it('follows no redirect', async () => {
    let requests = 0;
    const port = await startApplication((_request, response) => {
      requests += 1;
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(await post(`http://app.example:${port}/`)).to.equal(307);
    expect(requests).to.equal(1);
  });

  it('goes nowhere when one of the addresses of its name is private', async () => {
    const port = await startApplication(() => expect.fail('it was reached'));
    const resolve: ResolveHost = async () => ['93.184.215.14', '10.0.0.1'];
    expect(await failureOf(post(`http://app.example:${port}/`, { resolve }))).to.match(/not a public one/);
  });

  it('goes nowhere on loopback when the provider is not there', async () => {
    const port = await startApplication(() => expect.fail('it was reached'));
    for (const host of ['127.0.0.1', 'localhost', '[::1]', 'rebound.example']) {
      const posting = post(`http://${host}:${port}/`, { reach: 'public' });
      expect(await failureOf(posting), host).to.match(/not a public one/);
    }
  });

  it('goes to the addresses that were checked, however the name resolves a moment later', async () => {
    const port = await startApplication((_request, response) => void response.end());
    let questions = 0;
    const resolve: ResolveHost = async () => {
      questions += 1;
      return questions === 1 ? ['127.0.0.1'] : ['10.0.0.1'];
    };
    expect(await post(`http://rebinding.invalid:${port}/`, { resolve })).to.equal(200);
    expect(questions).to.equal(1);
  });

  it('gives up on a name without addresses, a closed port, silence, and a name server that is silent', async () => {
    const port = await startApplication(() => undefined);
    const nobody: ResolveHost = async () => [];
    const silence: ResolveHost = () => new Promise(() => undefined);
    const failures = await Promise.all([
      failureOf(post('http://nowhere.example/', { resolve: nobody })),
      failureOf(post('http://app.example:1/')),
      failureOf(post(`http://app.example:${port}/`, { timeoutMs: 50 })),
      failureOf(post(`http://app.example:${port}/`, { timeoutMs: 50, resolve: silence })),
    ]);
    expect(failures).to.deep.equal([
      'its name does not resolve',
      'ECONNREFUSED',
      'no answer within 0.05 s',
      'no answer within 0.05 s',
    ]);
  });

  it('reads no more than 64 kB of an answer', async () => {
    const cutOff = Promise.withResolvers<number>();
    const port = await startApplication((_request, response) => {
      let written = 0;
      response.once('close', () => cutOff.resolve(written));
      const part = Buffer.alloc(16 * 1024);
      const write = () => {
        while (!response.destroyed && response.write(part)) written += part.length;
        written += part.length;
      };
      response.on('drain', write);
      write();
    });
    expect(await post(`http://app.example:${port}/`)).to.equal(200);
    // What fits into the buffers of both ends comes on top.
    expect(await cutOff.promise).to.be.below(16 * 1024 * 1024);
  });
});
