import { expect } from 'chai';
import { apiOf } from '../harness/api.ts';
import type { Answer } from '../harness/browser.ts';
import { createWorld, passPassword, seed, type TestPerson, type World } from '../harness/world.ts';

const helpOf = ({ page }: Answer) => page.querySelector('.lost')?.text.replaceAll(/\s+/g, ' ') ?? null;

/** What the page says that asks for the code of a lost phone. */
async function helpFor({ application }: World, person: TestPerson): Promise<string | null> {
  const { answer } = await passPassword(application, person);
  expect(answer.name).to.equal('challenge');
  return helpOf(answer);
}

describe('who has lost their phone and their codes', () => {
  it('reads, after the right password, which organization can reset the device, and its address where it says so', async () => {
    const world = await createWorld();
    const { application, olivia, tomas, server, slug } = world;
    const name = slug.toUpperCase();
    const start = await application.start((await passPassword(application, tomas)).browser, {
      prompt: 'login',
    });
    expect(helpOf(start), 'before the password').to.equal(null);
    const wrong = await passPassword(application, { ...tomas, password: 'not the password of anybody' });
    expect([wrong.answer.name, helpOf(wrong.answer)]).to.deep.equal(['password', null]);
    expect(await helpFor(world, tomas)).to.include(
      `${name} can reset your second step. Ask one of its administrators.`,
    );
    expect(await helpFor(world, olivia)).to.include('Ask another of its owners.');
    const address = `it@${slug}.example`;
    await seed(server, { organizations: [{ slug, notification_email: address }] });
    expect(await helpFor(world, tomas)).not.to.include(address);
    const owner = await apiOf(world, olivia);
    const shown = await owner.patch(`/organizations/${slug}`, { show_notification_email: true });
    expect([shown.status, shown.body.show_notification_email]).to.deep.equal([200, true]);
    expect(await helpFor(world, tomas)).to.include(`Its address for this is ${address}.`);
    await seed(server, { organizations: [{ slug, show_notification_email: false }] });
    expect(await helpFor(world, tomas)).not.to.include(address);
  });

  it('reads what works where no organization manages them: a verified domain, or the operator', async () => {
    const world = await createWorld();
    const { tomas, server, slug } = world;
    const email = `guest@elsewhere-${slug}.example`;
    const guest = { ...tomas, email };
    const two = `${slug}-two`;
    await seed(server, {
      users: [
        { email, email_verified: true, password: tomas.password, totp: { secret: tomas.secret ?? '' } },
      ],
      organizations: [slug, two].map((each) => ({
        slug: each,
        members: [{ email, role: each === two ? 'owner' : 'member' }],
      })),
    });
    const help = await helpFor(world, guest);
    expect(help)
      .to.include(`not managed by ${slug.toUpperCase()} and ${two}`)
      .and.include('domain of your e-mail address');
    expect(help).to.include('Whoever runs this service can reset your second step');
  });
});
