import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import Koa, { type Middleware } from 'koa';
import { securityHeaders } from '../../../src/web/http/security-headers.ts';

/** The headers of one answer of an application that has the middleware in front of `route`. */
async function headersOf(issuer: string, route: Middleware): Promise<Headers> {
  const app = new Koa().use(securityHeaders({ issuer })).use(route);
  const server = createServer(app.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return (await fetch(`http://127.0.0.1:${port}/`)).headers;
  } finally {
    server.close();
  }
}

const page: Middleware = (ctx) => {
  ctx.type = 'html';
  ctx.body = '<p>here</p>';
};

const policyOf = (headers: Headers) => headers.get('content-security-policy') ?? '';

describe('security headers', () => {
  it('are complete on a page', async () => {
    const headers = await headersOf('http://localhost:3000', page);
    expect(policyOf(headers)).to.equal(
      "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    expect(headers.get('referrer-policy')).to.equal('same-origin');
    expect(headers.get('cross-origin-opener-policy')).to.equal('same-origin');
    expect(headers.get('permissions-policy')).to.equal(
      'camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)',
    );
    expect(headers.get('access-control-allow-origin')).to.equal(null);
  });

  it('ask for https only where the issuer is on https', async () => {
    const plain = await headersOf('http://localhost:3000', page);
    const secure = await headersOf('https://id.acme.example', page);
    expect(plain.get('strict-transport-security')).to.equal(null);
    expect(secure.get('strict-transport-security')).to.match(/^max-age=63072000/);
  });

  it('leave the caching of what is not a page to its route', async () => {
    const headers = await headersOf('http://localhost:3000', (ctx) => {
      ctx.set('cache-control', 'public, max-age=31536000, immutable');
      ctx.type = 'css';
      ctx.body = 'p {}';
    });
    expect(headers.get('cache-control')).to.include('immutable');
  });

  it('say nothing of where a form may lead that can end at an application, and nothing else less', async () => {
    const policy = policyOf(
      await headersOf('http://localhost:3000', (ctx, next) => {
        ctx.state.formLeadsAway = true;
        return page(ctx, next);
      }),
    );
    expect(policy).to.equal(
      "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
    );
  });

  it('let a page run a script of ours that says it has one, and nothing else more', async () => {
    const policy = policyOf(
      await headersOf('http://localhost:3000', (ctx, next) => {
        ctx.state.hasScript = true;
        return page(ctx, next);
      }),
    );
    expect(policy).to.equal(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
  });

  it('keep the hash of a script that the provider adds, without the word that would void it', async () => {
    const headers = await headersOf('http://localhost:3000', (ctx, next) => {
      const policy = ctx.response.get('content-security-policy');
      ctx.set(
        'content-security-policy',
        policy.replace("script-src 'none'", "script-src 'none' 'sha256-abc='"),
      );
      return page(ctx, next);
    });
    expect(policyOf(headers)).to.include("; script-src 'sha256-abc=';");
  });
});
