import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { endpoints } from '../../../src/web/api/endpoints/all.ts';
import type { AnyAreaPage } from '../../../src/web/areas/area-page.ts';
import { consolePages } from '../../../src/web/console/routes.ts';
import { readOnly } from '../../../src/web/pages/read-only.ts';
import { type ApiClient, apiOf } from '../../harness/api.ts';
import { enterArea } from '../../harness/areas.ts';
import type { Browser } from '../../harness/browser.ts';
import { idOf } from '../../harness/members.ts';
import { markOperator } from '../../harness/operators.ts';
import { createWorld, type World } from '../../harness/world.ts';

/** As the interface says it, not read from the code that enforces it. */
const open = ['', '/members', '/enforcement', '/activity', '/settings'];

describe('an operator who reads a console as support', () => {
  let world: World;
  let foreign: World;
  let browser: Browser;
  let member: string;
  let event: string;

  before(async () => {
    world = await createWorld();
    foreign = await createWorld({ server: world.server });
    member = await idOf(world, world.mina);
    await world.server.countersign.db.sql(
      'DELETE FROM members WHERE user_id = (SELECT id FROM users WHERE email = $1)',
      [world.tomas.email],
    );
    await markOperator(world, world.tomas, true);
    const address = `${world.server.issuer}/operator/organizations/${world.slug}/support`;
    const entered = await enterArea(address, world.tomas);
    browser = entered.browser;
    expect((await browser.submit(entered.answer, { reason: 'Ticket 4711: nobody gets in' })).status).to.equal(
      200,
    );
    const { db } = world.server.countersign;
    const organization = await db.organizations.findBySlug(world.slug);
    const { events } = await db.activity.list(organization?.id ?? '', {}, { limit: 1, before: null });
    event = events[0]?.id ?? '';
  });

  const console = (slug = world.slug) => `${world.server.issuer}/console/${slug}`;

  const addressOf = ({ path }: AnyAreaPage) =>
    `${world.server.issuer}${path
      .replace(':slug', world.slug)
      .replace(/:(?:user|member)\b/, member)
      .replace(':event', event)
      .replaceAll(/:\w+/g, randomUUID())}`;

  const isOpen = ({ path }: AnyAreaPage) => open.includes(path.replace('/console/:slug', ''));

  const stateOf = () =>
    world.server.countersign.db.sql(
      `SELECT o.*, (SELECT json_agg(m ORDER BY m.user_id) FROM members m WHERE m.organization_id = o.id) AS members,
         (SELECT json_agg(d) FROM organization_domains d WHERE d.organization_id = o.id) AS domains,
         (SELECT count(*)::int FROM invitations i WHERE i.organization_id = o.id) AS invitations,
         (SELECT count(*)::int FROM long_jobs j WHERE j.organization_id = o.id) AS jobs,
         (SELECT count(*)::int FROM audit_events e WHERE e.organization_id = o.id) AS events
       FROM organizations o WHERE o.slug = $1`,
      [world.slug],
    );

  it('reads overview, members, enforcement, activity and settings, under a red line with a way to end it', async () => {
    for (const path of open) {
      const { status, page } = await browser.open(`${console()}${path}`);
      expect(status, path).to.equal(200);
      expect(page.querySelector('body')?.classNames, path).to.include('operator');
      expect(page.querySelector('.banner.bad')?.text, path).to.include('as support, until');
      expect(page.querySelectorAll('.banner.bad button[value=end]'), path).to.have.length(1);
      expect(
        page.querySelectorAll('nav.tabs a').map(({ text }) => text),
        path,
      ).not.to.include('Invitations');
    }
  });

  it('finds nothing to press or to fill in there but filters', async () => {
    let controls = 0;
    for (const path of open) {
      const { page } = await browser.open(`${console()}${path}`);
      const inForms = page
        .querySelectorAll('main form[method=post]')
        .filter((form) => !form.closest('.banner.bad'));
      for (const control of inForms.flatMap((form) =>
        form.querySelectorAll('button, input, select, textarea'),
      )) {
        expect(control.hasAttribute('disabled'), `${path} ${control.toString()}`).to.equal(true);
        controls += 1;
      }
    }
    expect(controls).to.be.above(10);
    const filters = await browser.open(`${console()}/members?q=mina`);
    expect(filters.page.querySelector('form[method=get] input[name=q]')?.hasAttribute('disabled')).to.equal(
      false,
    );
    expect(filters.page.text).to.include(world.mina.email).and.not.to.include(world.olivia.email);
  });

  it('is led to no page that is closed to them', async () => {
    const offered: string[] = [];
    for (const path of open) {
      const { page } = await browser.open(`${console()}${path}`);
      for (const link of page.querySelectorAll('main a')) {
        const { pathname } = new URL(link.getAttribute('href') ?? '', `${console()}${path}`);
        if (!pathname.startsWith('/console/')) continue;
        expect(
          open.map((each) => `/console/${world.slug}${each}`),
          path,
        ).to.include(pathname);
        offered.push(pathname);
      }
    }
    expect(offered).to.include(`/console/${world.slug}/members`);
    const members = await browser.open(`${console()}/members`);
    const closed = members.page.querySelectorAll('main button[disabled]').map(({ text }) => text.trim());
    expect(closed).to.include.members(['Export as CSV', 'Invite']);
    expect(members.page.querySelector('tbody th')?.text).to.include('Mina');
    const settings = await browser.open(`${console()}/settings`);
    expect(settings.page.querySelector('.head')?.text).not.to.match(/owner|administrator/i);
  });

  it('is refused every form of every page, in words, and nothing happens', async () => {
    const before = await stateOf();
    const withForms = consolePages.filter(({ submit }) => submit !== undefined);
    expect(withForms.length).to.be.above(15);
    for (const page of withForms)
      for (const action of [undefined, ...page.actions]) {
        const sent = await browser.post(addressOf(page), { ...(action && { action }), name: 'Renamed' });
        expect([sent.status, sent.name], `${page.path} ${action}`).to.deep.equal([403, 'error']);
        expect(sent.page.text, page.path).to.include('Support may only read');
      }
    expect(await stateOf()).to.deep.equal(before);
  });

  it('reads no other page of it', async () => {
    const closed = consolePages.filter((page) => !isOpen(page));
    expect(closed.length).to.be.above(15);
    for (const page of closed) {
      const read = await browser.open(addressOf(page));
      expect([read.status, read.name], page.path).to.deep.equal([403, 'error']);
    }
  });

  it('opens no other organization, and none to another operator', async () => {
    for (const path of open)
      expect((await browser.open(`${console(foreign.slug)}${path}`)).status).to.equal(404);
    await markOperator(foreign, foreign.olivia, true);
    const other = await enterArea(`${world.server.issuer}/operator`, foreign.olivia);
    for (const path of open) expect((await other.browser.open(`${console()}${path}`)).status).to.equal(404);
  });

  it('gets nothing from the API, exports least of all', async () => {
    const api: ApiClient = await apiOf(world, world.tomas, { step: 1 });
    const ofOrganizations = endpoints.filter(
      ({ access, path }) => access.kind === 'administrator' && path.startsWith('/organizations/{slug}'),
    );
    expect(ofOrganizations.length).to.be.above(30);
    for (const { method, path } of ofOrganizations) {
      const target = path.replace('{slug}', world.slug).replaceAll(/\{\w+\}/g, randomUUID());
      const answer = await api.send(method, target, method === 'GET' || method === 'DELETE' ? undefined : {});
      expect([answer.status, answer.body.code], `${method} ${path}`).to.deep.equal([404, 'not_found']);
    }
  });

  it('needs the second factor that they proved: without it the console is closed', async () => {
    const { db } = world.server.countersign;
    expect((await browser.open(console())).status).to.equal(200);
    await db.sql('DELETE FROM authenticators WHERE user_id = (SELECT id FROM users WHERE email = $1)', [
      world.tomas.email,
    ]);
    expect((await browser.open(console())).status).to.equal(404);
  });

  it('has only what would change something taken from their hands', () => {
    const get = '<form method="get"><input name="q"><button>Go</button></form>';
    const open = ['/console/acme/members'];
    expect(readOnly(get, open)).to.equal(get);
    expect(
      readOnly(
        `<form class="x" method="post">\n<select name="a"></select><button>Go</button></form>${get}`,
        [],
      ),
    ).to.equal(
      `<form class="x" method="post">\n<select disabled name="a"></select><button disabled>Go</button></form>${get}`,
    );
    const kept = '<a class="chip" href="/console/acme/members?q=a">a</a><a href="/operator">o</a>';
    expect(readOnly(kept, open)).to.equal(kept);
    expect(
      readOnly('<a class="button danger slim" href="/console/acme/x" aria-label="Give up">G</a>', open),
    ).to.equal('<button type="button" class="danger slim" disabled>G</button>');
    expect(readOnly('<article><a href="/console/acme/members/7">M</a></article>', open)).to.equal(
      '<article><span>M</span></article>',
    );
  });
});
