import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { prepareDrain } from '../../../src/drain.ts';
import { closedAtLast } from '../../harness/closing.ts';

/** A server whose answers the test sends itself. */
async function listening(): Promise<{ server: Server; ask: () => Promise<IncomingMessage>; agent: Agent }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  closedAtLast(() => {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });
  const ask = async () => {
    const [answer] = await once(get({ port, agent }), 'response');
    answer.resume();
    return answer as IncomingMessage;
  };
  return { server, ask, agent };
}

async function nextResponse(server: Server): Promise<ServerResponse> {
  const [, response] = await once(server, 'request');
  return response;
}

describe('a server that drains', () => {
  it('answers what is under way, and lets go of its connection', async () => {
    const { server, ask, agent } = await listening();
    const drain = prepareDrain(server);
    const [answering, response] = [ask(), await nextResponse(server)];
    const drained = drain.start(60_000);
    response.end('done');
    const answer = await answering;
    expect(answer.statusCode).to.equal(200);
    expect(answer.headers.connection).to.equal('close');
    await drained;
    agent.destroy();
  });

  it('answers the next request on a connection that was just used, and then lets go of it', async () => {
    const { server, ask, agent } = await listening();
    const drain = prepareDrain(server);
    const [first, response] = [ask(), await nextResponse(server)];
    response.end('done');
    await once(await first, 'end');
    const drained = drain.start(60_000);
    const [second, next] = [ask(), await nextResponse(server)];
    next.end('done');
    expect((await second).headers.connection).to.equal('close');
    await drained;
    agent.destroy();
  });

  it('closes a connection that nobody has used for a while', async () => {
    const { server, ask, agent } = await listening();
    const drain = prepareDrain(server, 100);
    const [answering, response] = [ask(), await nextResponse(server)];
    response.end('done');
    await answering;
    await drain.start(60_000);
    agent.destroy();
  });

  it('keeps connections while it serves', async () => {
    const { server, ask, agent } = await listening();
    const drain = prepareDrain(server);
    const [answering, response] = [ask(), await nextResponse(server)];
    response.end('done');
    expect((await answering).headers.connection).to.equal('keep-alive');
    agent.destroy();
    await drain.start(60_000);
  });

  it('cuts off what takes too long', async () => {
    const { server, ask, agent } = await listening();
    const drain = prepareDrain(server);
    const answering = ask().then(
      () => 'answered',
      () => 'cut off',
    );
    await nextResponse(server);
    await drain.start(0);
    expect(await answering).to.equal('cut off');
    agent.destroy();
  });
});
