import { expect } from 'chai';
import { operatorOf } from '../../harness/api.ts';
import { redirectUri } from '../../harness/application.ts';
import { Browser } from '../../harness/browser.ts';
import { choosePassword, forgetPassword, mailedLink, mailsTo, resetLinkFor } from '../../harness/mails.ts';
import { createWorld, type World } from '../../harness/world.ts';
import { rawRequest, sendRaw } from '../support/raw-request.ts';
import { badTargets } from '../support/redirect-corpus.ts';

const poisons: readonly (readonly string[])[] = [
  ['host: evil.example'],
  ['host: localhost', 'host: evil.example'],
  ['host: localhost@evil.example'],
  ['host: localhost', 'x-forwarded-host: evil.example', 'x-forwarded-proto: evil'],
  ['host: localhost', 'forwarded: host=evil.example;proto=http', 'x-original-host: evil.example'],
  ['host: localhost', 'x-original-url: //evil.example/', 'x-rewrite-url: //evil.example/'],
  ['host: '],
];

describe('the landing page of a reset', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  it('A-35: goes nowhere that a request names', async () => {
    const { server, greta } = world;
    const names = ['return_to', 'redirect_uri', 'next', 'url', 'continue', 'returnUrl'];
    const link = await resetLinkFor(server, greta.email);
    for (const [index, target] of badTargets(redirectUri).entries()) {
      const name = names[index % names.length] ?? '';
      const query = `?${name}=${encodeURIComponent(target)}`;
      const page = [link, `${server.issuer}/password/forgotten`, `${server.issuer}/password/saved`][
        index % 3
      ];
      const shown = await new Browser().request(page + query);
      expect(shown.location, target).to.equal(null);
      expect(shown.body, target).not.to.include('evil.example');
      const asked = await new Browser().post(`${server.issuer}/password/forgotten${query}`, {
        email: `nobody${index}@${world.slug}.example`,
        [name]: target,
      });
      expect(asked.location, target).to.equal(`${server.issuer}/password/sent`);
    }
    const saved = await new Browser().post(`${link}?next=//evil.example`, {
      new_password: 'seventeen quiet otters',
      next: '//evil.example',
    });
    expect(saved.location).to.equal(`${server.issuer}/password/saved`);
  });

  it('A-35: stays with us when its path is dressed up as another host', async () => {
    const { server } = world;
    const paths = [
      '//evil.example/password/forgotten',
      '/password//evil.example',
      '/password/reset//evil.example',
    ];
    for (const path of [
      ...paths,
      '/password/..//evil.example',
      '/password/%2f%2fevil.example',
      '/password\\evil',
    ]) {
      const answer = await sendRaw(server.issuer, rawRequest(`GET ${path}`, ['host: localhost']));
      expect(answer.head, path).not.to.match(/^location: .*evil/im);
    }
  });

  it('A-37: is named in the mail by our own address, whatever host a request makes up', async () => {
    const { server, mina } = world;
    const { port } = new URL(server.issuer);
    for (const headers of poisons) {
      const body = new URLSearchParams({ email: mina.email, action: 'continue' }).toString();
      const lines = [...headers, 'content-type: application/x-www-form-urlencoded'];
      const answer = await sendRaw(server.issuer, rawRequest('POST /password/forgotten', lines, body));
      expect(answer.status, headers.join()).to.equal(303);
      expect(answer.head, headers.join()).to.match(/^location: \/password\/sent/im);
    }
    const mails = await mailsTo(server, mina.email);
    expect(mails).to.have.length(poisons.length);
    for (const { text, html } of mails) {
      const links = `${text} ${html}`.match(/https?:\/\/[^\s"<]+/g) ?? [];
      expect([...new Set(links.map((link) => new URL(link).host))]).to.deep.equal([`localhost:${port}`]);
      expect(text).not.to.include('evil');
    }
  });

  it('A-37: is named so in the mail of an ordered reset as well', async () => {
    const { server, tomas } = world;
    const operator = await operatorOf(world);
    const headers = { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' };
    await operator.post(`/organizations/${world.slug}/password-resets`, { users: [tomas.email] }, headers);
    const link = await mailedLink(server, tomas.email, '/password/reset/');
    expect(new URL(link).origin).to.equal(server.issuer);
  });

  it('A-42: is guarded, keeps out of caches, and gives its address to nobody', async () => {
    const fresh = await createWorld();
    const { server, greta } = fresh;
    const link = await resetLinkFor(server, greta.email);
    const pages = [
      await new Browser().open(`${server.issuer}/password/forgotten`),
      await forgetPassword(server, greta.email),
      await new Browser().open(link),
      await choosePassword(link, 'short'),
      await choosePassword(link, 'seventeen quiet otters'),
      await new Browser().open(link),
    ];
    for (const { headers, name } of pages) {
      expect(headers.get('cache-control'), name ?? '').to.equal('no-store');
      expect(headers.get('referrer-policy')).to.equal('same-origin');
      expect(headers.get('content-security-policy')).to.include("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
    }
  });
});
