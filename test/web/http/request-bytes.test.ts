import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { Refusal } from '../../../src/refusal/refusal.ts';
import { CutOff, readBytes } from '../../../src/web/http/request-bytes.ts';
import { readUpload } from '../../../src/web/http/upload.ts';

/** As node:http hands over a request of these chunks, which is given up before its end where it is `cut`. */
function requestOf(chunks: readonly string[], { cut = false, length = '' } = {}): IncomingMessage {
  const body = new PassThrough().on('error', () => {});
  for (const chunk of chunks) body.write(chunk);
  if (cut) setImmediate(() => body.destroy(new Error('aborted')));
  else body.end();
  return Object.assign(body, { headers: length === '' ? {} : { 'content-length': length } }) as never;
}

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error) => error,
  );
}

describe('the bytes of a body', () => {
  it('come in one piece, up to the limit and no further', async () => {
    expect((await readBytes(requestOf(['ab', 'cd']), 4)).toString()).to.equal('abcd');
    const tooLong = await failure(readBytes(requestOf(['ab', 'cde']), 4));
    expect(tooLong).to.be.instanceOf(Refusal).and.to.have.property('code', 'body_too_large');
  });

  it('are not waited for where more of them are announced', async () => {
    const announced = await failure(readBytes(requestOf([], { cut: true, length: '5' }), 4));
    expect(announced).to.have.property('code', 'body_too_large');
  });

  it('are none where the connection is given up, which is no failure of ours', async () => {
    expect(await failure(readBytes(requestOf(['ab'], { cut: true }), 4))).to.be.instanceOf(CutOff);
    const ctx = { method: 'POST', path: '/brand', is: () => true, get: () => '', request: {}, state: {} };
    const upload = readUpload(() => true);
    const given = Object.assign(ctx, { req: requestOf(['ab'], { cut: true }) });
    const refused = await failure(Promise.resolve(upload(given as never, async () => {})));
    expect(refused).to.be.instanceOf(Refusal).and.to.have.property('code', 'invalid_request');
  });
});
