import { expect } from 'chai';
import { createLogger } from '../../src/logging/logger.ts';
import { createSmtpTransport } from '../../src/mail/smtp-transport.ts';
import type { RenderedMail } from '../../src/web/mails/mails.ts';
import { createRenderer } from '../../src/web/pages/rendering.ts';
import { languages } from '../../src/web/words/language.ts';
import { mailModel, noticeSamples } from '../web/support/mail-samples.ts';
import { closers, startMailServer } from './support/mail-server.ts';

const renderer = createRenderer({ viewsDirectory: 'views', production: true });

/** Header fields by their names in lower case, folded lines put together, and what follows them. */
function parsed(source: string): { readonly fields: ReadonlyMap<string, string>; readonly body: string } {
  const end = source.indexOf('\r\n\r\n');
  const lines = source
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const fields = lines.map((line): [string, string] => {
    const [name = '', ...value] = line.split(': ');
    return [name.toLowerCase(), value.join(': ')];
  });
  return { fields: new Map(fields), body: source.slice(end + 4) };
}

const bytesOfQuoted = (text: string) =>
  Buffer.from(
    text
      .replaceAll(/=\r\n/g, '')
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

/** @see RFC 2047 */
function decodedWords(text: string): string {
  const joined = text.replaceAll(/\?= =\?/g, '?==?');
  return joined.replaceAll(/=\?UTF-8\?([QB])\?([^?]*)\?=/g, (_, how: string, word: string) =>
    (how === 'B' ? Buffer.from(word, 'base64') : bytesOfQuoted(word.replaceAll('_', ' '))).toString(),
  );
}

function decodedBody({ fields, body }: ReturnType<typeof parsed>): string {
  const encoding = fields.get('content-transfer-encoding') ?? '7bit';
  expect(encoding).to.be.oneOf(['7bit', 'quoted-printable', 'base64']);
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  return encoding === '7bit' ? body : bytesOfQuoted(body).toString();
}

function partsOf(source: string): readonly ReturnType<typeof parsed>[] {
  const { fields, body } = parsed(source);
  const [, boundary = ''] = /boundary="([^"]+)"/.exec(fields.get('content-type') ?? '') ?? [];
  const pieces = body.split(`--${boundary}`);
  expect(pieces.at(-1)?.trim(), 'the last boundary').to.equal('--');
  return pieces.slice(1, -1).map((piece) => parsed(piece.replace(/^\r\n/, '')));
}

describe('a mail of ours in a conversation with a mail server', () => {
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  async function sentAll(mails: readonly RenderedMail[]): Promise<readonly string[]> {
    const server = await startMailServer();
    const mailer = createSmtpTransport({
      smtpUrl: server.url,
      from: 'Countersign <no-reply@id.acme.example>',
      logger: createLogger('silent'),
    });
    closers.unshift(() => mailer.close());
    for (const mail of mails) await mailer.send({ to: 'ann@acme.example', ...mail });
    return server.received.map(({ source }) => source);
  }

  const sent = async (mail: RenderedMail) => (await sentAll([mail]))[0] ?? '';

  for (const language of languages)
    it(`arrives as text and as HTML, the same letters on both sides (${language})`, async () => {
      for (const notice of [
        noticeSamples['enforcement-announced'],
        noticeSamples['password-reset-ordered'],
      ]) {
        const mail = renderer.renderMail({ ...mailModel(notice), language, reader: 'Łucja Ærø 王芳' });
        const source = await sent(mail);
        const { fields } = parsed(source);
        expect(fields.get('content-type')).to.match(/^multipart\/alternative;/);
        expect(decodedWords(fields.get('subject') ?? '')).to.equal(mail.subject);
        const parts = partsOf(source);
        // The best comes last (RFC 2046 section 5.1.4).
        const types = parts.map((part) => part.fields.get('content-type'));
        expect(types).to.deep.equal(['text/plain; charset=utf-8', 'text/html; charset=utf-8']);
        const [text, html] = parts.map((part) => decodedBody(part).replaceAll('\r\n', '\n').trimEnd());
        expect(text).to.equal(mail.text.trimEnd());
        expect(html).to.equal(mail.html.trimEnd());
      }
    });

  it('says that nobody wrote it, who it is from and for, and nothing about any list', async () => {
    const { fields } = parsed(await sent(renderer.renderMail(mailModel(noticeSamples['password-changed']))));
    expect(fields.get('auto-submitted')).to.equal('auto-generated');
    expect(fields.get('from')).to.equal('Countersign <no-reply@id.acme.example>');
    expect(fields.get('to')).to.equal('ann@acme.example');
    expect(fields.get('mime-version')).to.equal('1.0');
    expect(fields.get('message-id')).to.match(/^<[^\s<>]+@id\.acme\.example>$/);
    expect(Date.parse(fields.get('date') ?? '')).to.be.closeTo(Date.now(), 60_000);
    expect([...fields.keys()].filter((name) => name.startsWith('list-'))).to.deep.equal([]);
  });

  it('goes out in lines that every server takes, in ASCII, whatever it says', async () => {
    const models = languages.flatMap((language) =>
      Object.values(noticeSamples).map((notice) => ({ ...mailModel(notice), language })),
    );
    const sources = await sentAll(models.map((model) => renderer.renderMail(model)));
    expect(sources).to.have.length(models.length);
    for (const [index, source] of sources.entries()) {
      const what = `${models[index]?.notice.kind} ${models[index]?.language}`;
      // What RFC 5322 section 2.1.1 asks for; beyond 998 a server may refuse it.
      expect(Math.max(...source.split('\r\n').map((line) => line.length)), what).to.be.at.most(78);
      expect(source, what).to.match(/^[\t\r\n\x20-\x7e]*$/);
      expect(source.replaceAll('\r\n', ''), 'no line break by itself').not.to.match(/[\r\n]/);
    }
  });

  it('cannot be given a header by a name', async () => {
    const reader = 'Ann\r\nBcc: eve@evil.example';
    const notice = { ...noticeSamples.invitation, organization: 'Acme\r\nBcc: eve@evil.example\r\n\r\nx' };
    const source = await sent(renderer.renderMail({ ...mailModel(notice), reader }));
    expect([...parsed(source).fields.keys()]).not.to.include('bcc');
    expect(parsed(source).fields.get('subject')).to.include('Acme');
  });
});
